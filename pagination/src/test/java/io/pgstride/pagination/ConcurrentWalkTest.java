package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A walk over 10,000 rows, every second of which exists throughout, while others delete and insert rows between them, before and behind
 * it.
 */
@PostgresTest
class ConcurrentWalkTest {
    private static final int ROWS = 10_000;
    private static final int PAGE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final DSLContext dsl;

    ConcurrentWalkTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** Notes repeat and a tenth is NULL; rows with even ids stay. */
    @BeforeEach
    void load() {
        dsl.execute("drop table if exists events");
        dsl.execute(Events.DDL);
        dsl.execute("create index on events (note, id desc)");
        dsl.execute("""
                insert into events (id, user_id, created_at, kind, note)
                select g, g % 2, now(), 'k', case when g % 10 <> 0 then 'n' || g % 700 end from generate_series(1, ?) g
                """, ROWS);
    }

    @Test
    void rowsThatExistThroughoutComeExactlyOnce() throws Exception {
        PageQuery<EventRecord> query = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
                .build()
                .page(dsl)
                .size(PAGE);
        List<Long> seen = new ArrayList<>();
        whileOthersWrite(() -> query.stream().map(EventRecord::id).forEach(seen::add));
        assertThat(lasting(seen)).hasSize(ROWS / 2).doesNotHaveDuplicates();
    }

    /** The control: OFFSET in the same walk. */
    @Test
    void offsetLosesOrDoublesSomeOfThem() throws Exception {
        List<Long> seen = new ArrayList<>();
        whileOthersWrite(() -> {
            List<Long> page;
            int offset = 0;
            do {
                page = dsl.selectFrom(EVENTS)
                        .orderBy(EVENTS.NOTE.asc().nullsLast(), EVENTS.ID.desc())
                        .limit(PAGE)
                        .offset(offset)
                        .fetch(EVENTS.ID);
                seen.addAll(page);
                offset += PAGE;
            } while (!page.isEmpty());
        });
        List<Long> lasting = lasting(seen);
        Set<Long> distinct = new HashSet<>(lasting);
        assertThat(lasting.size() != ROWS / 2 || distinct.size() != ROWS / 2).isTrue();
    }

    private static List<Long> lasting(List<Long> ids) {
        return ids.stream().filter(id -> id % 2 == 0 && id <= ROWS).toList();
    }

    private void whileOthersWrite(Runnable walk) throws Exception {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> writes = other.submit(() -> write(new Random(seed), done, writing));
            assertThat(writing.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            CompletableFuture.runAsync(walk).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            done.set(true);
            assertThat(writes.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as("writes meanwhile, -Dpgstride.seed=%s", seed)
                    .isGreaterThan(10);
        } finally {
            done.set(true);
            other.shutdownNow();
        }
    }

    /** Deletes and brings back rows with odd ids all over the table. */
    private int write(Random random, AtomicBoolean done, CountDownLatch writing) {
        return dsl.connectionResult(connection -> {
            DSLContext own = DSL.using(connection, SQLDialect.POSTGRES);
            int writes = 0;
            while (!done.get()) {
                int rest = 1 + 2 * random.nextInt(50);
                own.execute("delete from events where id % 2 = 1 and id % 100 = ?", rest);
                own.execute("""
                        insert into events (id, user_id, created_at, kind, note)
                        select g, 1, now(), 'k', case when g % 3 <> 0 then 'n' || ? * g % 700 end
                        from generate_series(?, ?, 100) g on conflict do nothing
                        """, 1 + random.nextInt(9), 1 + 2 * random.nextInt(50), ROWS);
                writes++;
                writing.countDown();
            }
            return writes;
        });
    }
}
