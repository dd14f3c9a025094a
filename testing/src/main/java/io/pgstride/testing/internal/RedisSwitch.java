package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Which Redis server the user chose. */
sealed interface RedisSwitch {

    /** Blocks until the server answers. */
    RunningRedis start(RedisSpec spec);

    static RedisSwitch current() {
        return Setting.REDIS.value().map(RedisSwitch::parse).orElse(new Embedded());
    }

    static RedisSwitch parse(String value) {
        if (value.equals("embedded")) {
            return new Embedded();
        }
        if (value.matches("testcontainers(:[\\w.-]+)?")) {
            return new Testcontainers(value.contains(":") ? value.substring(value.indexOf(':') + 1) : "7-alpine");
        }
        Optional<URI> uri = uri(value);
        if (uri.isPresent()) {
            return new External(uri.get());
        }
        throw new ServerStartException("Unknown value of " + Setting.REDIS + ": '" + Secrets.schemeOf(value)
                + "'. It takes embedded, testcontainers, testcontainers:TAG (such as testcontainers:7-alpine), or "
                + "redis://[USER:PASSWORD@]HOST[:PORT]/INDEX with the index of the database that tests may empty; "
                + "other characters than letters, digits and -._~ in the user or password are to be percent-encoded");
    }

    /** The exception of a failed parse quotes the whole value, so it goes no further. */
    private static Optional<URI> uri(String value) {
        if (!value.matches("redis://([^/@]*@)?[^/@?#]+/\\d+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new URI(value)).filter(uri -> uri.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The binary of the library. */
    record Embedded() implements RedisSwitch {
        @Override
        public EmbeddedRedis start(RedisSpec spec) {
            try {
                return EmbeddedRedis.start(spec);
            } catch (NoClassDefFoundError e) {
                throw Dependencies.missing(Setting.REDIS, "com.github.codemonstur:embedded-redis:1.4.4", e);
            }
        }
    }

    /** A container of an image with this tag. */
    record Testcontainers(String tag) implements RedisSwitch {
        @Override
        public RunningRedis start(RedisSpec spec) {
            try {
                return ContainerRedis.start("redis:" + tag, spec);
            } catch (NoClassDefFoundError e) {
                throw Dependencies.missing(Setting.REDIS, "org.testcontainers:testcontainers:2.0.5", e);
            }
        }
    }

    /** A server that is not ours; only the database that its URI names is emptied. */
    record External(URI uri) implements RedisSwitch {
        @Override
        public RunningRedis start(RedisSpec spec) {
            if (!spec.equals(RedisSpec.ANY)) {
                throw new ServerStartException("A port or options were asked for, but " + Setting.REDIS
                        + " names a server that is already running. Such a test needs embedded or testcontainers.");
            }
            return ExternalRedis.connect(uri);
        }
    }
}
