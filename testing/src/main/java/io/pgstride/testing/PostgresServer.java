package io.pgstride.testing;

import io.pgstride.testing.internal.Databases;
import io.pgstride.testing.internal.PostgresSpec;
import io.pgstride.testing.internal.PostgresStarts;
import io.pgstride.testing.internal.RunningPostgres;
import io.pgstride.testing.internal.SharedServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A real PostgreSQL server for tests, by default an embedded one that ends with the JVM.
 *
 * <p>Which server it is, is chosen by the system property {@code pgstride.postgres}, or else the environment variable
 * {@code PGSTRIDE_POSTGRES}. Thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
    private static final SharedServer<PostgresServer> SHARED =
            new SharedServer<>(() -> new PostgresServer(PostgresStarts.start(PostgresSpec.ANY), true));

    private final RunningPostgres running;
    private final boolean shared;

    private PostgresServer(RunningPostgres running, boolean shared) {
        this.running = running;
        this.shared = shared;
    }

    /**
     * The server that this JVM shares, started by the first call, which blocks until it answers.
     *
     * @return the one server of this JVM
     * @throws ServerStartException if there is none to be had; later calls fail the same way without another attempt
     */
    public static PostgresServer shared() {
        return SHARED.get();
    }

    /**
     * Begins the description of a server for the caller alone.
     *
     * @return a builder with the default settings
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Creates a database, and in it the extension pg_stat_statements where the server preloads it and the role may.
     *
     * <pre>{@code create database "prefix_k3f9x2a1"}</pre>
     *
     * @param prefix how the name begins; letters, digits and underscores are kept, a suffix makes it unique
     * @return the new database, to be closed by the caller
     */
    public PostgresDatabase createDatabase(String prefix) {
        String name = Databases.create(running, prefix);
        return new PostgresDatabase(this, running, name);
    }

    /**
     * The host that the server listens on.
     *
     * @return a host name or address, the first where an external URL names several
     */
    public String host() {
        return running.target().firstHost();
    }

    /**
     * The port that the server listens on.
     *
     * @return the port, the first where an external URL names several
     */
    public int port() {
        return running.target().firstPort();
    }

    /**
     * Ends the server as a crash does, and starts it again on the same port with what was committed. Open connections break. Blocks until
     * it has recovered and answers. For an embedded server of the caller's own.
     *
     * <pre>{@code pg_ctl restart -m immediate}</pre>
     *
     * @throws IllegalStateException if it is the {@linkplain #shared() shared} one
     * @throws UnsupportedOperationException if it is not embedded
     * @throws ServerStartException if it does not start again
     */
    public void restart() {
        if (shared) {
            throw new IllegalStateException(
                    "the shared server is not restarted, as others use it; start one by PostgresServer.builder()");
        }
        running.restart();
    }

    /** Ends this server and all in it; does nothing on the {@linkplain #shared() shared} server, which ends with the JVM. */
    @Override
    public void close() {
        if (!shared) {
            running.close();
        }
    }

    @Override
    public String toString() {
        return "PostgresServer[" + running.target() + "]";
    }

    /** Describes a server. Not thread-safe. */
    public static final class Builder {
        private static final Pattern SETTING = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

        private final Map<String, String> settings = new LinkedHashMap<>();
        private OptionalInt major = OptionalInt.empty();
        private OptionalInt port = OptionalInt.empty();

        private Builder() {}

        /**
         * Sets a server setting, over the default one if there is.
         *
         * @param name the setting, such as {@code shared_buffers}
         * @param value its value as in postgresql.conf but unquoted, such as {@code 512MB}
         * @return this builder
         */
        public Builder setting(String name, String value) {
            settings.put(requireSetting(name), value);
            return this;
        }

        static String requireSetting(String name) {
            if (!SETTING.matcher(name).matches()) {
                throw new IllegalArgumentException("Not the name of a PostgreSQL setting: '" + name
                        + "'; letters, digits, underscores and dots are");
            }
            return name;
        }

        /**
         * Asks for a port rather than any free one.
         *
         * @param number from 1 to 65535
         * @return this builder
         */
        public Builder port(int number) {
            if (number < 1 || number > 65_535) {
                throw new IllegalArgumentException(
                        "A port is from 1 to 65535, not " + number + "; leave it out to get a free one");
            }
            port = OptionalInt.of(number);
            return this;
        }

        /**
         * Asks for a PostgreSQL major rather than the one chosen by {@code pgstride.postgres}.
         *
         * @param number from 14 to 18
         * @return this builder
         */
        public Builder major(int number) {
            major = requireMajor(number);
            return this;
        }

        static OptionalInt requireMajor(int number) {
            if (number < 14 || number > 18) {
                throw new IllegalArgumentException("PostgreSQL 14 to 18 are supported, not " + number);
            }
            return OptionalInt.of(number);
        }

        /**
         * Starts the server and blocks until it answers.
         *
         * @return the running server, to be closed by the caller; it ends with the JVM at the latest
         * @throws ServerStartException if it does not start
         */
        public PostgresServer start() {
            return new PostgresServer(PostgresStarts.start(new PostgresSpec(major, port, settings)), false);
        }
    }
}
