package io.pgstride.benchmarks.batching.queue;

import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.server.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A queue processed while another transaction holds a snapshot, so that the rows of jobs done since then, and their entries in the index, cannot
 * be removed: they stand before all that is pending.
 *
 * @param deadRows jobs that are done before the clock starts
 */
record HeldSnapshot(Database database, int jobs, int deadRows) {

    Reading jobsPerSecond(QueueSubject subject) throws Exception {
        subject.fill(deadRows + jobs);
        try (Connection holder = database.connect();
                Statement hold = holder.createStatement()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            hold.execute("SELECT FROM job LIMIT 1");
            Tally tally = new Tally(deadRows + jobs);
            doFirst(tally);
            long begin = System.nanoTime();
            subject.drain(tally);
            long nanos = System.nanoTime() - begin;
            subject.rest();
            return new Reading(jobs * 1e9 / nanos, tally.answer(subject.left()));
        }
    }

    private void doFirst(Tally tally) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM job WHERE id <= ?")) {
            delete.setInt(1, deadRows);
            delete.executeUpdate();
        }
        for (int id = 1; id <= deadRows; id++) {
            tally.add(id);
        }
    }
}
