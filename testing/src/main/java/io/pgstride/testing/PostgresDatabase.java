package io.pgstride.testing;

import io.pgstride.testing.internal.Databases;
import io.pgstride.testing.internal.JdbcTarget;
import io.pgstride.testing.internal.RunningPostgres;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * A database of its own for a test, on a {@link PostgresServer}; {@link #close()} drops it.
 *
 * <p>Thread-safe. Holds no connection: each {@link DataSource} opens one for every {@code getConnection()} and pools none.
 */
public final class PostgresDatabase implements AutoCloseable {
    private final PostgresServer server;
    private final RunningPostgres running;
    private final JdbcTarget target;
    private final String name;
    private final AtomicBoolean dropped = new AtomicBoolean();

    PostgresDatabase(PostgresServer server, RunningPostgres running, String name) {
        this.server = server;
        this.running = running;
        this.target = running.target();
        this.name = name;
    }

    JdbcTarget target() {
        return target;
    }

    /**
     * Names the database.
     *
     * @return the name as the server knows it, at most 63 bytes
     */
    public String name() {
        return name;
    }

    /**
     * The JDBC URL with the role and its password as parameters, so that it suffices to connect.
     *
     * @return the URL; it holds a password where there is one, so it belongs in no log
     */
    public String url() {
        return target.url(name);
    }

    /**
     * The JDBC URL of this database by way of a proxy that leads to its server.
     *
     * @param proxy a proxy to {@link PostgresServer#host()} and {@link PostgresServer#port()}
     * @return a URL like {@link #url()} with the proxy's address
     */
    public String urlThrough(TcpProxy proxy) {
        return target.at(proxy.host(), proxy.port()).url(name);
    }

    /**
     * The role that logs in.
     *
     * @return its name
     */
    public String user() {
        return target.user();
    }

    /**
     * The role's password.
     *
     * @return the password, empty where the server asks for none
     */
    public String password() {
        return target.password();
    }

    /**
     * A source of new connections to this database.
     *
     * @return an unpooled data source
     */
    public DataSource dataSource() {
        return target.dataSource(name);
    }

    /**
     * jOOQ on this database; every statement runs on a connection of its own unless it is in a transaction.
     *
     * @return a context over {@link #dataSource()}
     */
    public DSLContext dsl() {
        return DSL.using(dataSource(), SQLDialect.POSTGRES);
    }

    /**
     * The server that holds this database.
     *
     * @return the server
     */
    public PostgresServer server() {
        return server;
    }

    /**
     * Drops the database and ends the sessions in it; a second call does nothing. Blocks until it is gone.
     *
     * <pre>{@code drop database if exists "name" with (force)}</pre>
     */
    @Override
    public void close() {
        if (!dropped.getAndSet(true)) {
            Databases.drop(running, name);
        }
    }

    @Override
    public String toString() {
        return "PostgresDatabase[" + name + " on " + target + "]";
    }
}
