package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.run.Workers;
import io.pgstride.benchmarks.server.Replicas;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Threads that write an account and read it right after, while replay stands still and goes on; the second metric tells of the same run. */
final class OwnWritesSubject implements Subject {
    static final int THREADS = 4;

    private final Replicas servers;
    private final Client client;
    private final int pairs;
    private final int firstAccount;
    private final AtomicLong version = new AtomicLong();
    private LongAdder byReplica = new LongAdder();
    private long seed;

    /**
     * A subject with accounts of its own.
     *
     * @param pairs of a write and a read in a round, over all threads
     */
    OwnWritesSubject(Replicas servers, Client client, int pairs, int firstAccount) {
        this.servers = servers;
        this.client = client;
        this.pairs = pairs;
        this.firstAccount = firstAccount;
    }

    /** How many reads showed less than what their thread had written just before. */
    Reading stale() throws Exception {
        LongAdder stale = new LongAdder();
        byReplica = new LongAdder();
        Chaos.beside(servers.hosts().subList(1, 3), ++seed, () -> {
            run(stale);
            return stale;
        });
        return new Reading(stale.sum(), new Answer(List.of(pairs / THREADS * THREADS)));
    }

    private void run(LongAdder stale) throws Exception {
        AtomicInteger next = new AtomicInteger(firstAccount);
        Workers.run(THREADS, () -> {
            int account = next.getAndIncrement();
            for (int i = 0; i < pairs / THREADS; i++) {
                pair(account, stale);
            }
        });
    }

    private void pair(int account, LongAdder stale) throws SQLException {
        long written = version.incrementAndGet();
        client.write(account, written);
        Client.Seen seen = client.read(account);
        if (seen.version() < written) {
            stale.increment();
        }
        if (seen.byReplica()) {
            byReplica.increment();
        }
    }

    /** Of 100 reads: without it, a router that reads nothing but the primary would look as good. */
    Reading readByReplicas() {
        return new Reading(byReplica.sum() * 100.0 / (pairs / THREADS * THREADS), Answer.none());
    }

    @Override
    public void close() {
        client.close();
    }
}
