package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The scripts; {@code protocol.lua} says what they rely on. Each answers with a list of strings. */
enum Script {
    CLAIM,
    FILL,
    RELEASE,
    INVALIDATE,
    PUT,
    TAG,
    INVALIDATE_TAG;

    private final String text;
    private final String sha;

    Script() {
        String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.text = read("protocol") + read(name);
        this.sha = sha(text);
    }

    /** Without comments. */
    private static String read(String name) {
        try (InputStream resource = Objects.requireNonNull(Script.class.getResourceAsStream(name + ".lua"))) {
            return new String(resource.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("--"))
                    .collect(Collectors.joining("\n", "", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return text;
    }

    /** By which a server knows it, once it has had the text. */
    String sha() {
        return sha;
    }
}
