package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one embedded server: its data and its log. */
final class ServerDirectory {
    private static final int TAIL = 3000;

    private final Path path;

    private ServerDirectory(Path path) {
        this.path = path;
    }

    static ServerDirectory create(String kind) {
        try {
            return new ServerDirectory(Files.createTempDirectory("pgstride-" + kind + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where unpacked binaries stay for the next time. */
    static Path binaries() {
        return Path.of(System.getProperty("java.io.tmpdir"), "pgstride-" + System.getProperty("user.name"));
    }

    Path data() {
        return path.resolve("data");
    }

    boolean isData(Path other) {
        try {
            return Files.isSameFile(data(), other);
        } catch (IOException e) {
            return false;
        }
    }

    Path log() {
        return path.resolve("server.log");
    }

    /** The end of the server's log, empty if there is none. */
    String logTail() {
        try {
            String text = Files.exists(log()) ? new String(Files.readAllBytes(log()), UTF_8) : "";
            return text.substring(Math.max(0, text.length() - TAIL)).strip();
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    void release() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
