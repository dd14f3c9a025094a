package io.pgstride.testing.internal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is asked of a server.
 *
 * @param major the PostgreSQL major, or empty for any
 * @param port the port, or empty for a free one
 * @param settings server settings beyond the defaults, in the order given
 */
public record PostgresSpec(OptionalInt major, OptionalInt port, Map<String, String> settings) {

    public static final PostgresSpec ANY = new PostgresSpec(OptionalInt.empty(), OptionalInt.empty(), Map.of());

    private static final String DEFAULT_TAG = "17-alpine";

    private static final Map<String, String> DEFAULTS = Map.of(
            "fsync", "off",
            "max_connections", "200",
            "shared_preload_libraries", "pg_stat_statements",
            "synchronous_commit", "on",
            "timezone", "UTC",
            "track_io_timing", "on",
            "wal_level", "logical");

    public PostgresSpec {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    PostgresSpec withMajor(OptionalInt other) {
        return new PostgresSpec(other, port, settings);
    }

    /** The image tag for the major asked for, or else {@code tag}, or else the default one. */
    String imageTag(String tag) {
        if (major.isPresent()) {
            return major.getAsInt() + "-alpine";
        }
        return tag.isEmpty() ? DEFAULT_TAG : tag;
    }

    /** The defaults, overridden by the settings asked for. */
    public Map<String, String> effectiveSettings() {
        Map<String, String> effective = new LinkedHashMap<>(DEFAULTS);
        effective.putAll(settings);
        return effective;
    }
}
