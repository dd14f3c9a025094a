package io.pgstride.core.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.PostgresUrl;
import io.pgstride.core.internal.pool.DriverSettings;
import io.pgstride.core.internal.pool.Preset;
import io.pgstride.core.internal.pool.SessionSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Collects what a preset of {@link Pools} does not know. Not thread-safe; may be used again after {@link #config()}. */
public final class PoolBuilder {
    private static final int LONGEST_NAME = 63;

    private final String url;
    private final Preset preset;
    private SessionSettings session;
    private int size;
    private Duration leakDetection = Duration.ZERO;
    private boolean pgBouncer;
    private boolean ownLimits;
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable String applicationName;

    PoolBuilder(String url, Preset preset) {
        if (!PostgresUrl.isWellFormed(url)) {
            throw new PgstrideException(
                    "the URL of a pool is not of the shape"
                            + " jdbc:postgresql://HOST[:PORT][,…]/DATABASE[?PARAMETERS]; it is not repeated here, as it may hold a password");
        }
        this.url = url;
        this.preset = preset;
        this.session = preset.session();
        this.size = preset.pool().size();
    }

    /**
     * Says who logs in.
     *
     * @param role as the server knows it; one in the URL wins
     * @return this
     */
    public PoolBuilder user(String role) {
        user = role;
        return this;
    }

    /**
     * Gives the role's password.
     *
     * @param secret repeated in no message; one in the URL wins
     * @return this
     */
    public PoolBuilder password(String secret) {
        password = secret;
        return this;
    }

    /**
     * Says how many connections the pool may hold, rather than 10, or 1 of a function.
     *
     * @param connections at least 1; see {@link PoolSize}
     * @return this
     * @throws IllegalArgumentException if it is less than 1
     */
    public PoolBuilder size(int connections) {
        size = new PoolSize(connections).connections();
        return this;
    }

    /**
     * Names the program, for {@code pg_stat_activity}, the server's log and {@link ConnectionBudget}; names the pool too.
     *
     * @param name 1 to 63 printable ASCII characters; the server would cut or replace others
     * @return this
     * @throws IllegalArgumentException if it has other ones, too many or none
     */
    public PoolBuilder applicationName(String name) {
        boolean printable = name.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (name.isBlank() || !printable || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "the application name '" + name + "' would not reach the server as it is; give 1 to " + LONGEST_NAME
                            + " printable ASCII characters");
        }
        applicationName = name;
        return this;
    }

    /**
     * Limits each statement, by {@code statement_timeout}, and with a margin of 10 seconds each wait of the driver, by
     * {@code socketTimeout}.
     *
     * @param limit 1 ms to 24 days; zero for no limit, of the driver's waits neither
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public PoolBuilder statementTimeout(Duration limit) {
        session = session.statement(SessionSettings.require("statementTimeout", limit));
        ownLimits = true;
        return this;
    }

    /**
     * Limits each pause within a transaction, by {@code idle_in_transaction_session_timeout}; beyond it the server ends the session.
     *
     * @param limit 1 ms to 24 days; zero for no limit
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public PoolBuilder idleInTransactionTimeout(Duration limit) {
        session = session.idleInTransaction(SessionSettings.require("idleInTransactionTimeout", limit));
        ownLimits = true;
        return this;
    }

    /**
     * Logs, with a stack trace, who has held a connection for long. For development, as each checkout takes a stack trace for it.
     *
     * @param threshold at least 2 seconds, as HikariCP has it; zero for none
     * @return this
     * @throws IllegalArgumentException if it is shorter
     */
    public PoolBuilder leakDetection(Duration threshold) {
        if (!threshold.isZero() && threshold.compareTo(Duration.ofSeconds(2)) < 0) {
            throw new IllegalArgumentException(
                    "leakDetection is " + threshold + "; HikariCP takes 2 seconds or more, or Duration.ZERO for none");
        }
        leakDetection = threshold;
        return this;
    }

    /**
     * Says that the URL leads to PgBouncer in transaction mode, where no session belongs to its client: no named statements
     * ({@code prepareThreshold=0}), no {@code options} with the session's limits, which belong to the role then, and no
     * {@code readOnlyMode}.
     *
     * @return this
     */
    public PoolBuilder behindPgBouncer() {
        pgBouncer = true;
        return this;
    }

    /**
     * {@return the settings, to be changed as one likes} No connection is made.
     *
     * @throws PgstrideException if it is to be behind PgBouncer and has limits of its own for the session
     */
    public HikariConfig config() {
        if (pgBouncer && ownLimits) {
            throw new PgstrideException(
                    "behind PgBouncer in transaction mode the session's limits cannot be set by the client;"
                            + " leave them out here, and run ALTER ROLE … SET statement_timeout = …");
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        preset.pool().applyTo(config);
        preset.driver().applyTo(config, session.statement());
        if (leakDetection.toMillis() > 0) {
            config.setLeakDetectionThreshold(leakDetection.toMillis());
        }
        applyNames(config);
        applySession(config);
        return config;
    }

    private void applyNames(HikariConfig config) {
        if (user != null) {
            config.setUsername(user);
        }
        if (password != null) {
            config.setPassword(password);
        }
        if (applicationName != null) {
            DriverSettings.set(config, "ApplicationName", applicationName);
            config.setPoolName(applicationName);
        }
    }

    private void applySession(HikariConfig config) {
        if (pgBouncer) {
            DriverSettings.set(config, "prepareThreshold", "0");
            return;
        }
        String options = session.options();
        if (!options.isEmpty()) {
            DriverSettings.set(config, "options", options);
        }
        if (preset.pool().readOnly()) {
            DriverSettings.set(config, "readOnlyMode", "always");
        }
    }

    /**
     * {@return the pool, open} Blocks until the first connection is there, except of functions and replicas.
     *
     * @throws PgstrideException as {@link #config()}
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the database cannot be reached, of servers and workers
     */
    public HikariDataSource open() {
        return new HikariDataSource(config());
    }
}
