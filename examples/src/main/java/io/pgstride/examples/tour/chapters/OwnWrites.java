package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.USERS;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.RoutingDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A user writes and reads back at once: from the replica, until it shows the write, and by the token of the commit. In turn. */
final class OwnWrites {
    private static final long USER = 1;
    private static final Duration AGAIN = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final ReplicaServers servers;
    private final Transactions transactions;
    private final List<Look> naive = new ArrayList<>();
    private final List<Look> byToken = new ArrayList<>();
    private int writes;

    /**
     * One write read back.
     *
     * @param at when it had committed, since the start
     * @param took from then until it was seen
     * @param stale how many reads showed what was before
     * @param seen whether it was seen at all
     */
    record Look(Duration at, Duration took, int stale, boolean seen) {}

    /** Both ways, each in the order of time. */
    record Looks(List<Look> naive, List<Look> byToken) {
        Looks {
            naive = List.copyOf(naive);
            byToken = List.copyOf(byToken);
        }

        /** How many writes were missed by the first read after them. */
        static long missed(List<Look> looks) {
            return looks.stream().filter(look -> look.stale() > 0).count();
        }

        boolean same() {
            return missed(byToken) == 0 && naive.stream().allMatch(Look::seen);
        }
    }

    OwnWrites(ReplicaServers servers) {
        this.servers = servers;
        this.transactions = Transactions.on(TransactionHooks.wrap(
                servers.routing(), HookOptions.ofDefaults().withTokens()));
    }

    Looks run(Duration time) {
        RoutingDataSource routing = servers.routing();
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            write(start, naive, token -> servers.replica(), LONGEST);
            write(start, byToken, routing::readYourWrites, Duration.ZERO);
        }
        return new Looks(naive, byToken);
    }

    /** Where a token is read. */
    @FunctionalInterface
    private interface Where {
        DataSource after(ConsistencyToken token);
    }

    private void write(long start, List<Look> looks, Where where, Duration patience) {
        String name = "name " + ++writes;
        ConsistencyToken token = rename(name);
        long committed = System.nanoTime();
        int stale = 0;
        boolean seen = name(where.after(token)).equals(name);
        while (!seen && System.nanoTime() - committed < patience.toNanos()) {
            stale++;
            LockSupport.parkNanos(AGAIN.toNanos());
            seen = name(where.after(token)).equals(name);
        }
        looks.add(new Look(
                Duration.ofNanos(committed - start),
                Duration.ofNanos(System.nanoTime() - committed),
                seen ? stale : stale + 1,
                seen));
    }

    private ConsistencyToken rename(String name) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        transactions.run(dsl -> {
            dsl.update(USERS).set(USERS.NAME, name).where(USERS.ID.eq(USER)).execute();
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> token.set(committed.token().orElseThrow()));
        });
        return Objects.requireNonNull(token.get());
    }

    private static String name(DataSource dataSource) {
        return DSL.using(dataSource, SQLDialect.POSTGRES)
                .select(USERS.NAME)
                .from(USERS)
                .where(USERS.ID.eq(USER))
                .fetchSingle(USERS.NAME);
    }
}
