package io.pgstride.testing.internal;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.using;

import io.pgstride.testing.internal.watchdog.Reaper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.Record3;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server of our own, from the binaries on the class path, in a directory that ends with it. */
final class EmbeddedPostgresServer implements RunningPostgres {
    private final EmbeddedPostgres postgres;
    private final ServerDirectory directory;
    private final PgCtl control;
    private final JdbcTarget target;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Socket heldPort;

    EmbeddedPostgresServer(EmbeddedPostgres postgres, ServerDirectory directory, PgCtl control) {
        this.postgres = postgres;
        this.directory = directory;
        this.control = control;
        this.target = new JdbcTarget("localhost", postgres.getPort(), "postgres", "");
    }

    @Override
    public JdbcTarget target() {
        return target;
    }

    @Override
    public void restart() {
        control.restart();
    }

    ServerDirectory directory() {
        return directory;
    }

    /** Whether it was stopped or killed here and not started since. */
    boolean isDown() {
        return closed.get() || heldPort != null;
    }

    /** Ends it with its sessions. */
    void stop() {
        control.stop();
        heldPort = Ports.hold(postgres.getPort());
    }

    /** Starts it after it was stopped or killed. */
    void start() {
        freePort();
        try {
            control.restart();
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
    }

    /** Ends it as a power cut does. */
    void kill() {
        if (!new Reaper(directory.path(), Duration.ZERO).kill()) {
            throw new IllegalStateException("the processes of the server in " + directory + " do not end");
        }
        try {
            // pg_ctl takes a zombie, which nobody may wait for, for a server that runs.
            Files.deleteIfExists(directory.data().resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heldPort = Ports.hold(postgres.getPort());
    }

    private void freePort() {
        Socket held = heldPort;
        if (held != null) {
            Ports.free(held);
        }
        heldPort = null;
    }

    /** Returns the version after making sure that the port is ours and not another server's. */
    String requireOurs(OptionalInt major) {
        Record3<String, String, Integer> server = using(target.maintenanceDataSource(), SQLDialect.POSTGRES)
                .select(
                        field("current_setting('server_version')", String.class),
                        field("current_setting('data_directory')", String.class),
                        field("current_setting('server_version_num')::int / 10000", Integer.class))
                .fetchSingle();
        if (!directory.isData(Path.of(server.value2()))) {
            throw new IllegalStateException("another server, with the data in " + server.value2() + ", answers");
        }
        if (major.isPresent() && server.value3() != major.getAsInt()) {
            throw new IllegalStateException("asked for " + major.getAsInt() + ", the binaries are " + server.value1());
        }
        return server.value1();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            // The library takes it for an error that a server to be stopped does not run.
            if (heldPort == null) {
                postgres.close();
            }
            freePort();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL on port " + postgres.getPort() + " did not stop", e);
        } finally {
            directory.release();
            ShutdownHook.remove(this);
        }
    }
}
