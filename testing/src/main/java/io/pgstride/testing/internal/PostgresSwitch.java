package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.OptionalInt;

/** Which PostgreSQL server the user chose. */
sealed interface PostgresSwitch {

    /** Blocks until the server answers. */
    RunningPostgres start(PostgresSpec spec);

    /** The major that is chosen, empty for any. */
    OptionalInt major();

    /** For what only embedded servers can do: such as are asked for, or else of the major that is chosen. */
    default PostgresSpec embedded(PostgresSpec spec) {
        return spec.major().isPresent() ? spec : spec.withMajor(major());
    }

    static PostgresSwitch current() {
        return Setting.POSTGRES.value().map(PostgresSwitch::parse).orElse(new Embedded(OptionalInt.empty()));
    }

    static PostgresSwitch parse(String value) {
        if (value.equals("embedded")) {
            return new Embedded(OptionalInt.empty());
        }
        if (value.matches("1[4-8]")) {
            return new Embedded(OptionalInt.of(Integer.parseInt(value)));
        }
        if (value.matches("testcontainers(:[\\w.-]+)?")) {
            return new Testcontainers(value.contains(":") ? value.substring(value.indexOf(':') + 1) : "");
        }
        if (value.startsWith(ExternalUrl.SCHEME)) {
            return new External(ExternalUrl.parse(value));
        }
        throw new ServerStartException("Unknown value of " + Setting.POSTGRES + ": '" + Secrets.schemeOf(value)
                + "'. It takes 14, 15, 16, 17 or 18 (embedded, that major), embedded, testcontainers, testcontainers:TAG "
                + "(such as testcontainers:17-alpine), or jdbc:postgresql://HOST:PORT/DATABASE?user=...&password=...");
    }

    /** Binaries on the class path; the builder's major wins over the switch's. */
    record Embedded(OptionalInt major) implements PostgresSwitch {
        @Override
        public RunningPostgres start(PostgresSpec spec) {
            return new EmbeddedPostgresStart(embedded(spec)).run();
        }
    }

    /** A container; an empty tag means the default. */
    record Testcontainers(String tag) implements PostgresSwitch {
        @Override
        public RunningPostgres start(PostgresSpec spec) {
            try {
                return ContainerPostgres.start(tag, spec);
            } catch (NoClassDefFoundError e) {
                throw Dependencies.missing(Setting.POSTGRES, "org.testcontainers:testcontainers:2.0.5", e);
            }
        }

        @Override
        public OptionalInt major() {
            String image = PostgresSpec.ANY.imageTag(tag);
            if (!image.matches("\\d{1,3}(\\D.*)?")) {
                throw new UnsupportedOperationException(
                        "Only embedded PostgreSQL servers can do this, and the image tag '" + image + "' in "
                                + Setting.POSTGRES + " does not tell their major; say builder().major(n)");
            }
            return OptionalInt.of(Integer.parseInt(image.replaceFirst("\\D.*", "")));
        }
    }

    /** A server that is not ours. */
    record External(JdbcTarget target) implements PostgresSwitch {
        @Override
        public RunningPostgres start(PostgresSpec spec) {
            return ExternalPostgres.connect(target, spec);
        }

        @Override
        public OptionalInt major() {
            return OptionalInt.of(ExternalPostgres.major(target));
        }
    }
}
