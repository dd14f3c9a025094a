package io.pgstride.testing.internal;

import java.util.Optional;

/**
 * A switch that users set outside their code.
 *
 * @param property the system property, which wins
 * @param variable the environment variable
 */
record Setting(String property, String variable) {
    static final Setting POSTGRES = new Setting("pgstride.postgres", "PGSTRIDE_POSTGRES");
    static final Setting REDIS = new Setting("pgstride.redis", "PGSTRIDE_REDIS");

    /** The value, empty where it is not set or blank. */
    Optional<String> value() {
        return Optional.ofNullable(System.getProperty(property))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank()))
                .map(String::strip);
    }

    /** For messages. */
    @Override
    public String toString() {
        return "the system property " + property + " (or the environment variable " + variable + ")";
    }
}
