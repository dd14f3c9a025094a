package io.pgstride.caching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A table of prices, and a loader of it that tells what it was asked for, can be held up, and can be made to fail. */
final class Prices implements CacheLoader<Long, Long> {
    private final List<Set<Long>> asked = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore entered = new Semaphore(0);
    private volatile @Nullable CountDownLatch gate;
    private volatile @Nullable RuntimeException failure;

    static void create(DSLContext dsl) {
        dsl.execute("drop table if exists price");
        dsl.execute("create table price (id bigint primary key, cents bigint not null)");
        dsl.execute("insert into price select n, 100 * n from generate_series(1, 100) n");
    }

    @Override
    public Map<Long, Long> load(DSLContext dsl, Set<Long> keys) throws Exception {
        asked.add(Set.copyOf(keys));
        Map<Long, Long> values = new HashMap<>();
        dsl.fetch("select id, cents from price where id = any(?)", (Object) keys.toArray(Long[]::new))
                .forEach(row -> values.put(row.get(0, Long.class), row.get(1, Long.class)));
        CountDownLatch closed = gate;
        entered.release();
        if (closed != null) {
            closed.await();
        }
        RuntimeException fails = failure;
        if (fails != null) {
            throw fails;
        }
        return values;
    }

    /** What each load was asked for. */
    List<Set<Long>> asked() {
        return List.copyOf(asked);
    }

    /** From now on loads read and then wait. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Blocks until a load has read. */
    void awaitRead() throws InterruptedException {
        entered.acquire();
    }

    /** Lets those that wait go on, and later ones through. */
    void letGo() {
        CountDownLatch closed = gate;
        gate = null;
        if (closed != null) {
            closed.countDown();
        }
    }

    void fail(@Nullable RuntimeException with) {
        failure = with;
    }
}
