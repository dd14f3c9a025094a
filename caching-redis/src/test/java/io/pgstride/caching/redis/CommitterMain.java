package io.pgstride.caching.redis;

import static org.awaitility.Awaitility.await;

import io.pgstride.core.transaction.TransactionHooks;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.postgresql.ds.PGSimpleDataSource;

/** Runs in a JVM of its own until it is killed: commits some rows, and gets no further than that. */
final class CommitterMain {
    static final int ROWS = 20;
    static final String COMMITTED = "committed";

    private CommitterMain() {}

    /** Database, Redis, whether with an outbox, the first row. */
    public static void main(String... arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        boolean durable = Boolean.parseBoolean(arguments[2]);
        Member member = Member.of(URI.create(arguments[1]), database, durable);
        await().until(() -> !durable || member.isTrusting());
        CountDownLatch committed = new CountDownLatch(ROWS);
        long first = Long.parseLong(arguments[3]);
        LongStream.range(first, first + ROWS)
                .forEach(id -> new Thread(() -> commit(member, id, committed), "committer").start());
        await().until(() -> committed.getCount() == 0);
        System.out.println(COMMITTED);
    }

    private static void commit(Member member, long id, CountDownLatch committed) {
        member.transactions().run(tx -> {
            TransactionHooks.of(tx).afterCommit(done -> {
                committed.countDown();
                untilKilled();
            });
            tx.execute("update note set text = 'new' where id = ?", id);
            member.cache().in(tx).invalidate(id);
        });
    }

    private static void untilKilled() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
