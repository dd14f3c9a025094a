package io.pgstride.benchmarks.batching.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Each job in a transaction of its own; one that fails becomes a dead letter in another. */
final class OneByOne implements PoisonSubject {
    private final HikariDataSource pool;

    OneByOne(Database database) {
        this.pool = Pools.forWorkers(database, 1);
    }

    @Override
    public void drain() throws SQLException {
        try (Connection connection = pool.getConnection();
                PoisonStatements statements = new PoisonStatements(connection, 1)) {
            connection.setAutoCommit(false);
            List<Job> job = statements.claim();
            while (!job.isEmpty()) {
                run(connection, statements, job);
                job = statements.claim();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void run(Connection connection, PoisonStatements statements, List<Job> job) throws SQLException {
        try {
            statements.effect(job.get(0));
            statements.delete(job);
        } catch (SQLException failure) {
            connection.rollback();
            statements.bury(job);
        }
        connection.commit();
    }

    @Override
    public void close() {
        pool.close();
    }
}
