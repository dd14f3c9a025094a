package io.pgstride.benchmarks.batching.queue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.batching.Pools;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/** All jobs in one transaction, each after a savepoint. */
final class SavepointEach implements PoisonSubject {
    private final HikariDataSource pool;
    private final int jobs;

    SavepointEach(Database database, int jobs) {
        this.jobs = jobs;
        this.pool = Pools.forWorkers(database, 1);
    }

    @Override
    public void drain() throws SQLException {
        try (Connection connection = pool.getConnection();
                PoisonStatements statements = new PoisonStatements(connection, jobs)) {
            connection.setAutoCommit(false);
            List<Job> claimed = statements.claim();
            while (!claimed.isEmpty()) {
                run(connection, statements, claimed);
                claimed = statements.claim();
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static void run(Connection connection, PoisonStatements statements, List<Job> jobs) throws SQLException {
        List<Job> done = new ArrayList<>();
        List<Job> dead = new ArrayList<>();
        for (Job job : jobs) {
            (succeeds(connection, statements, job) ? done : dead).add(job);
        }
        statements.delete(done);
        statements.bury(dead);
        connection.commit();
    }

    private static boolean succeeds(Connection connection, PoisonStatements statements, Job job) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            statements.effect(job);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException failure) {
            connection.rollback(before);
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
