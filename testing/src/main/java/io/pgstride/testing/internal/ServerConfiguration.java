package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Brings the settings to an embedded server.
 *
 * <p>They go into postgresql.conf, where any value can be quoted. The library's own choices would override a few of them on
 * the command line, so those are repeated there; it passes them through a shell, so their values must be plain.
 *
 * @param settings the settings by name
 */
record ServerConfiguration(Map<String, String> settings) {
    private static final Set<String> ON_THE_COMMAND_LINE =
            Set.of("fsync", "max_connections", "synchronous_commit", "timezone");
    private static final Pattern PLAIN = Pattern.compile("[\\w/+:.-]+");

    /** The server listens on loopback only and leaves no socket file behind. */
    private static final Map<String, String> OURS =
            Map.of("listen_addresses", "localhost", "unix_socket_directories", "");

    ServerConfiguration {
        for (String name : ON_THE_COMMAND_LINE) {
            String value = settings.getOrDefault(name, "default");
            if (!PLAIN.matcher(value).matches()) {
                throw new IllegalArgumentException("The PostgreSQL setting " + name
                        + " takes letters, digits and / + : . - here, but was given '" + value + "'");
            }
        }
    }

    void applyTo(EmbeddedPostgres.Builder builder) {
        ON_THE_COMMAND_LINE.stream()
                .filter(settings::containsKey)
                .forEach(name -> builder.setServerConfig(name, settings.get(name)));
        builder.setDataDirectoryCustomizer(data -> write(data.toPath().resolve("postgresql.conf")));
    }

    private void write(Path file) {
        Map<String, String> all = new LinkedHashMap<>(OURS);
        all.putAll(settings);
        String lines = all.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + quote(setting.getValue()) + "\n")
                .collect(Collectors.joining("", "\n", ""));
        try {
            Files.writeString(file, lines, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n") + "'";
    }
}
