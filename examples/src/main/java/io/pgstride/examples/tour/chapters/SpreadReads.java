package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Many small reads, eight at a time: on the primary alone, and wherever the router sends them. */
final class SpreadReads {
    static final int READS = 1_000;

    private static final int THREADS = 8;
    private static final int ROUNDS = 5;
    private static final long USERS = 100;

    private final ReplicaServers servers;

    /**
     * What one way took.
     *
     * @param took the median of the rounds
     * @param onReplica how many reads ran in recovery, in one round
     * @param rows of one round, in the order of the reads
     */
    record Lap(Duration took, long onReplica, List<Long> rows) {}

    /** Both ways. */
    record Laps(Lap primary, Lap routed) {
        boolean same() {
            return primary.rows().equals(routed.rows());
        }
    }

    SpreadReads(ReplicaServers servers) {
        this.servers = servers;
    }

    Laps run() throws InterruptedException {
        List<Lap> primary = new ArrayList<>();
        List<Lap> routed = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                primary.add(lap(threads, servers.primary()));
                routed.add(lap(threads, servers.routing().readOnly()));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A read failed", e);
        } finally {
            threads.shutdown();
        }
        return new Laps(median(primary), median(routed));
    }

    private static Lap median(List<Lap> laps) {
        return laps.stream()
                .sorted((a, b) -> a.took().compareTo(b.took()))
                .toList()
                .get(laps.size() / 2);
    }

    private static Lap lap(ExecutorService threads, DataSource dataSource)
            throws InterruptedException, ExecutionException {
        DSLContext dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        List<Callable<Record2<Long, Boolean>>> reads = LongStream.range(0, READS)
                .<Callable<Record2<Long, Boolean>>>mapToObj(n -> () -> newest(dsl, 1 + n % USERS))
                .toList();
        long start = System.nanoTime();
        List<Record2<Long, Boolean>> rows = new ArrayList<>();
        for (Future<Record2<Long, Boolean>> read : threads.invokeAll(reads)) {
            rows.add(read.get());
        }
        return new Lap(
                Duration.ofNanos(System.nanoTime() - start),
                rows.stream().filter(Record2::value2).count(),
                rows.stream().map(Record2::value1).toList());
    }

    private static Record2<Long, Boolean> newest(DSLContext dsl, long user) {
        return dsl.select(DSL.coalesce(DSL.max(EVENTS.ID), 0L), DSL.function("pg_is_in_recovery", SQLDataType.BOOLEAN))
                .from(EVENTS)
                .where(EVENTS.USER_ID.eq(user))
                .fetchSingle();
    }
}
