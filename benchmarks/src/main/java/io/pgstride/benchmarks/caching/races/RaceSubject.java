package io.pgstride.benchmarks.caching.races;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.routing.faults.Chaos;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A price is read and written at once, again and again; when both are through, what is kept is compared with the row. */
final class RaceSubject implements Subject {
    private static final int CONNECTIONS = 4;

    private final CacheServers servers;
    private final boolean lagging;
    private final int races;
    private final HikariDataSource primary;
    private final HikariDataSource standby;
    private final Transactions transactions;
    private final Way way;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final Pauses pauses = new Pauses();
    private long next;
    private long seed;

    /**
     * A subject with prices from 0 on.
     *
     * @param lagging whether prices are read from a standby whose replay is paused and resumed meanwhile
     * @param races in a round
     */
    RaceSubject(Opening opening, CacheServers servers, boolean lagging, int races) throws Exception {
        this.servers = servers;
        this.lagging = lagging;
        this.races = races;
        primary = CacheServers.pool(servers.url(servers.primary()), CONNECTIONS);
        standby = CacheServers.pool(servers.url(servers.standby()), CONNECTIONS);
        transactions = Transactions.on(
                TransactionHooks.wrap(primary, HookOptions.ofDefaults().withTokens()));
        way = opening.open(servers.redis(), primary, standby, pauses);
    }

    /** How many were left stale. */
    Reading stale() throws Exception {
        int stale = lagging ? Chaos.beside(List.of(servers.standby()), ++seed, this::staleOfARound) : staleOfARound();
        return new Reading(stale, new Answer(List.of(races)));
    }

    private int staleOfARound() throws Exception {
        int stale = 0;
        for (int i = 0; i < races; i++) {
            stale += isLeftStale(next++) ? 1 : 0;
        }
        return stale;
    }

    private boolean isLeftStale(long id) throws Exception {
        way.prepare(id);
        Future<Long> reading = reader.submit(() -> {
            pauses.pause();
            return way.get(id);
        });
        long begun = System.nanoTime();
        transactions.run(dsl -> {
            dsl.execute("UPDATE price SET cents = cents + 1 WHERE id = ?", id);
            way.changing(dsl, id);
        });
        pauses.writeTook(System.nanoTime() - begun);
        reading.get();
        way.settle();
        return way.get(id) != Prices.read(primary, id);
    }

    @Override
    public void close() {
        reader.shutdown();
        way.close();
        standby.close();
        primary.close();
    }

    /** Sets a way up. */
    @FunctionalInterface
    interface Opening {
        Way open(URI redis, HikariDataSource primary, HikariDataSource standby, Pauses pauses);
    }
}
