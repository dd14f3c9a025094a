package io.pgstride.batching.fault;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** A server for one test at a time, the way to it, and what can be done to both. Kept for later tests; ends with the JVM. */
final class FaultyServer implements AutoCloseable {
    private static final Queue<FaultyServer> IDLE = new ConcurrentLinkedQueue<>();

    /** A row in this table has the COMMIT of its transaction refused, with the SQLSTATE that it holds. */
    private static final String REFUSED_COMMIT = """
            create table refused_commit (state text);
            create function refuse() returns trigger language plpgsql as $$
            begin raise exception 'sabotage' using errcode = new.state; end $$;
            create constraint trigger refuse after insert on refused_commit
              deferrable initially deferred for each row execute function refuse()
            """;

    private final PostgresServer server = PostgresServer.builder().start();
    private final PostgresDatabase database = server.createDatabase("faults");
    private final TcpProxy proxy = TcpProxy.to(server.host(), server.port());
    private final AtomicBoolean silent = new AtomicBoolean();

    private FaultyServer() {
        dsl().execute(REFUSED_COMMIT);
    }

    /** The caller's until it is closed; as many are started as tests run at once. */
    static FaultyServer take() {
        FaultyServer idle = IDLE.poll();
        return idle == null ? new FaultyServer() : idle;
    }

    /** Past the proxy. */
    DSLContext dsl() {
        return database.dsl();
    }

    /** Past the proxy. */
    DataSource direct() {
        return database.dataSource();
    }

    /** By way of the proxy, with a client that does not wait for ever. */
    Sabotage sabotaged() {
        PGSimpleDataSource through = new PGSimpleDataSource();
        through.setUrl(database.urlThrough(proxy));
        through.setSocketTimeout(2);
        through.setConnectTimeout(10);
        return new Sabotage(through, this);
    }

    TcpProxy proxy() {
        return proxy;
    }

    void restart() {
        server.restart();
    }

    void halfOpen() {
        silent.set(true);
        proxy.dropResponses(true);
    }

    /** Those who wait for an answer learn that there will be none; new connections are whole. */
    void heal() {
        if (silent.getAndSet(false)) {
            proxy.cut();
            proxy.dropResponses(false);
        }
    }

    /** Returns when its backend is gone. */
    void terminate(Connection connection) throws SQLException {
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        dsl().fetch("select pg_terminate_backend(?, 10000)", backend);
    }

    @Override
    public void close() {
        heal();
        IDLE.add(this);
    }
}
