package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts embedded PostgreSQL servers. */
final class EmbeddedPostgresStart {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresStart.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same order and the same case mapping on every platform; the builtin provider came with PostgreSQL 17. */
    private static final int BUILTIN_LOCALES_SINCE = 17;

    private final PostgresSpec spec;
    private final Binaries binaries;
    private final ServerConfiguration configuration;

    EmbeddedPostgresStart(PostgresSpec spec) {
        this.spec = spec;
        this.binaries = new BinariesChoice(BinariesPlatform.current(), spec.major()).find();
        this.configuration = new ServerConfiguration(spec.effectiveSettings());
    }

    /** Blocks until the server answers, a minute at most. */
    RunningPostgres run() {
        return Ports.start("PostgreSQL", spec.port(), this::startOn);
    }

    private RunningPostgres startOn(int port) {
        ServerDirectory directory = ServerDirectory.create("postgres");
        try {
            EmbeddedPostgres postgres = new WatchedStart(directory).start(builder(directory, port));
            EmbeddedPostgresServer server = new EmbeddedPostgresServer(postgres, directory);
            LOG.info("PostgreSQL {} started on port {} in {}", server.requireOurs(spec.major()), port, directory);
            return server;
        } catch (RuntimeException e) {
            String log = directory.logTail();
            directory.release();
            throw failure(port, log, e);
        }
    }

    private EmbeddedPostgres.Builder builder(ServerDirectory directory, int port) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setOverrideWorkingDirectory(ServerDirectory.binaries().toFile())
                .setDataDirectory(directory.data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(
                        ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .setPGStartupWait(PATIENCE)
                .setPort(port)
                .setLocaleConfig("locale", "C");
        if (binaries.major() >= BUILTIN_LOCALES_SINCE) {
            builder.setLocaleConfig("locale-provider", "builtin").setLocaleConfig("builtin-locale", "C.UTF-8");
        }
        configuration.applyTo(builder);
        return builder;
    }

    private RuntimeException failure(int port, String log, RuntimeException cause) {
        if (log.contains("could not bind")) {
            return spec.port().isPresent()
                    ? Ports.taken("PostgreSQL", port, cause)
                    : new PortTakenException(port, cause);
        }
        return new ServerStartException(
                "Embedded PostgreSQL %s did not start on port %d: %s\nThe end of its log:\n%s"
                        .formatted(binaries.version(), port, cause.getMessage(), log.isEmpty() ? "(empty)" : log),
                cause);
    }
}
