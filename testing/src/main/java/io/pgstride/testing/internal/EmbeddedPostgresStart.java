package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts embedded PostgreSQL servers. */
final class EmbeddedPostgresStart {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresStart.class);
    private static final String NAME = "PostgreSQL";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same order and the same case mapping on every platform; the builtin provider came with PostgreSQL 17. */
    private static final int BUILTIN_LOCALES_SINCE = 17;

    private final PostgresSpec spec;
    private final Binaries binaries;
    private final ServerConfiguration configuration;
    private final InitialData initial;

    EmbeddedPostgresStart(PostgresSpec spec) {
        this(spec, InitialData.NONE);
    }

    EmbeddedPostgresStart(PostgresSpec spec, InitialData initial) {
        this.spec = spec;
        this.initial = initial;
        this.binaries = new BinariesChoice(BinariesPlatform.current(), spec.major()).find();
        this.configuration = new ServerConfiguration(spec.effectiveSettings());
    }

    /** Blocks until the server answers, a minute at most. */
    EmbeddedPostgresServer run() {
        return Ports.start(NAME, spec.port(), this::startOn);
    }

    private EmbeddedPostgresServer startOn(int port) {
        ServerDirectory directory = EmbeddedServers.newDirectory("postgres");
        try {
            Path unpacked = new BinariesCache(EmbeddedServers.root().binaries()).unpack(binaries);
            Path programs = programs(directory, unpacked);
            initial.fill(directory.data());
            EmbeddedPostgres postgres = new WatchedStart(directory).start(builder(directory, port, unpacked, programs));
            PgCtl control = new PgCtl(programs.resolve(unpacked.getFileName()).resolve("bin/pg_ctl"), directory);
            EmbeddedPostgresServer server = new EmbeddedPostgresServer(postgres, directory, control);
            LOG.info("PostgreSQL {}: embedded on port {} in {}", server.requireOurs(spec.major()), port, directory);
            return server;
        } catch (IOException e) {
            throw failure(directory, port, new UncheckedIOException(e.getMessage(), e));
        } catch (RuntimeException e) {
            throw failure(directory, port, e);
        }
    }

    private EmbeddedPostgres.Builder builder(ServerDirectory directory, int port, Path unpacked, Path programs)
            throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPgBinaryResolver(binaries)
                .setOverrideWorkingDirectory(programs.toFile())
                .setDataDirectory(directory.data())
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOutputRedirector(
                        ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .setPGStartupWait(PATIENCE)
                .setPort(port)
                .setLocaleConfig("locale", "C");
        if (binaries.majorIn(unpacked) >= BUILTIN_LOCALES_SINCE) {
            builder.setLocaleConfig("locale-provider", "builtin").setLocaleConfig("builtin-locale", "C.UTF-8");
        }
        configuration.applyTo(builder);
        return builder;
    }

    /** The library finds the programs below it by the digest of their archive. */
    private Path programs(ServerDirectory directory, Path unpacked) throws IOException {
        ServerRoot root = EmbeddedServers.root();
        if (!RootFallback.isNeeded(directory.path())) {
            return root.binaries();
        }
        RootFallback.giveAway(directory.data());
        RootFallback.writeScripts(unpacked, root.binariesAsNobody());
        root.letOthersThrough();
        return root.binariesAsNobody();
    }

    private RuntimeException failure(ServerDirectory directory, int port, RuntimeException cause) {
        String log = directory.logTail();
        directory.release();
        if (log.contains("could not bind")) {
            return spec.port().isPresent() ? Ports.taken(NAME, port, cause) : new PortTakenException(port, cause);
        }
        boolean root = log.contains("cannot be run as root") || log.contains("setpriv:");
        return new ServerStartException(
                "Embedded PostgreSQL %s did not start on port %d: %s\nThe end of its log:\n%s%s"
                        .formatted(
                                binaries.label(),
                                port,
                                cause.getMessage(),
                                log.isEmpty() ? "(empty)" : log,
                                root ? RootFallback.HINT : ""),
                cause);
    }
}
