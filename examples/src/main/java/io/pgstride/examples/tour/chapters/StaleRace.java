package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ANSWERS;

import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.CaffeineBackend;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * An answer is graded while it is read, by a map that is set and deleted and by a cache: two readers, one commit, one answer in each round. A reader pauses between
 * read and store for up to twice what a commit takes, so that the commit often comes between, whatever server it is.
 */
final class StaleRace {
    private static final int MOST_ROUNDS = 1_000;
    private static final int WARM_UP = 20;
    private static final BigDecimal STEP = new BigDecimal("0.01");

    private final DSLContext dsl;
    private final Transactions transactions;
    private final Cache<Long, BigDecimal> cache;
    private final Map<Long, BigDecimal> map = new ConcurrentHashMap<>();
    private volatile long commitNanos;

    /** How many rounds there were, and after how many of them what a way gives is not what the row has. */
    record Left(int rounds, int staleInMap, int staleInCache) {}

    StaleRace(DataSource dataSource) {
        this.dsl = DSL.using(dataSource, SQLDialect.POSTGRES);
        this.transactions = Transactions.on(
                TransactionHooks.wrap(dataSource, HookOptions.ofDefaults().withTokens()));
        this.cache = Cache.<Long, BigDecimal>builder("scores")
                .backend(new CaffeineBackend<>(MOST_ROUNDS))
                .loader(dataSource, CacheLoader.each(StaleRace.this::read))
                .build();
    }

    Left run(Duration time) throws InterruptedException {
        List<Long> answers = dsl.select(ANSWERS.ID)
                .from(ANSWERS)
                .where(ANSWERS.SCORE.isNotNull())
                .orderBy(ANSWERS.ID)
                .limit(MOST_ROUNDS)
                .fetch(ANSWERS.ID);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (cache) {
            commitNanos = commit(answers.subList(0, WARM_UP));
            List<Long> raced = new ArrayList<>();
            long end = System.nanoTime() + time.toNanos();
            for (int i = 0; i < answers.size() && System.nanoTime() < end; i++) {
                round(readers, answers.get(i));
                raced.add(answers.get(i));
            }
            commitNanos = 0;
            return left(raced);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A read failed", e);
        } finally {
            readers.shutdownNow();
        }
    }

    /** The median. */
    private long commit(List<Long> answers) {
        List<Long> nanos = answers.stream().map(this::grade).sorted().toList();
        return nanos.get(nanos.size() / 2);
    }

    private void round(ExecutorService readers, long answer) throws InterruptedException, ExecutionException {
        Future<BigDecimal> one = readers.submit(() -> fromMap(answer));
        Future<BigDecimal> other = readers.submit(() -> cache.get(answer));
        pause(commitNanos);
        grade(answer);
        one.get();
        other.get();
    }

    private BigDecimal fromMap(long answer) {
        BigDecimal score = map.get(answer);
        if (score == null) {
            score = read(dsl, answer);
            map.put(answer, score);
        }
        return score;
    }

    private BigDecimal read(DSLContext on, long answer) {
        BigDecimal score = on.select(ANSWERS.SCORE)
                .from(ANSWERS)
                .where(ANSWERS.ID.eq(answer))
                .fetchSingle(ANSWERS.SCORE);
        pause(2 * commitNanos);
        return score;
    }

    private static void pause(long longestNanos) {
        if (longestNanos > 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longestNanos));
        }
    }

    /** Commits, and has both ways forget what they have. */
    private long grade(long answer) {
        long start = System.nanoTime();
        transactions.run(tx -> {
            tx.update(ANSWERS)
                    .set(ANSWERS.SCORE, ANSWERS.SCORE.plus(STEP))
                    .where(ANSWERS.ID.eq(answer))
                    .execute();
            cache.in(tx).invalidate(answer);
            TransactionHooks.of(tx).afterCommit(committed -> map.remove(answer));
        });
        return System.nanoTime() - start;
    }

    private Left left(List<Long> raced) {
        Map<Long, BigDecimal> rows = dsl.select(ANSWERS.ID, ANSWERS.SCORE)
                .from(ANSWERS)
                .where(ANSWERS.ID.in(raced))
                .fetchMap(ANSWERS.ID, ANSWERS.SCORE);
        int staleInMap = 0;
        int staleInCache = 0;
        for (long answer : raced) {
            BigDecimal row = Objects.requireNonNull(rows.get(answer));
            staleInMap += row.compareTo(fromMap(answer)) == 0 ? 0 : 1;
            staleInCache += row.compareTo(Objects.requireNonNull(cache.get(answer))) == 0 ? 0 : 1;
        }
        return new Left(raced.size(), staleInMap, staleInCache);
    }
}
