package io.pgstride.benchmarks.routing.cost;

import io.pgstride.benchmarks.routing.Bank;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.run.Workers;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.routing.RoutingDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;

/** Reads by primary key from several threads. */
final class ScalingSubject implements Subject {
    private static final int THREADS = 8;

    private final DataSource dataSource;
    private final Runnable closing;

    private ScalingSubject(DataSource dataSource, Runnable closing) {
        this.dataSource = dataSource;
        this.closing = closing;
    }

    /** A router of reads over the primary and so many replicas. */
    static ScalingSubject pgstride(Replicas servers, int replicas) {
        RoutingDataSource router = Pools.router(servers, 1 + replicas, THREADS);
        return new ScalingSubject(router.readOnly(), router::close);
    }

    /** The primary alone. */
    static ScalingSubject hikari(Replicas servers) {
        var pool = Pools.pool(servers.url(servers.host(0)), THREADS);
        return new ScalingSubject(pool, pool::close);
    }

    Reading readsPerSecond(Duration window) throws Exception {
        LongAdder reads = new LongAdder();
        long begin = System.nanoTime();
        Workers.run(THREADS, () -> {
            Random random = new Random(reads.sum());
            while (System.nanoTime() - begin < window.toNanos()) {
                read(1 + random.nextInt(Bank.ACCOUNTS));
                reads.increment();
            }
        });
        return new Reading(reads.sum() * 1e9 / (System.nanoTime() - begin), Answer.none());
    }

    private void read(int id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT version FROM account WHERE id = ?")) {
            select.setInt(1, id);
            try (ResultSet row = select.executeQuery()) {
                row.next();
            }
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
