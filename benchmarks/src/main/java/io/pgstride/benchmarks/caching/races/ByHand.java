package io.pgstride.benchmarks.caching.races;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.pgstride.core.transaction.TransactionHooks;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** {@code GET}, and {@code SET} of what was read; {@code DEL} after the commit, and where {@code twice} again a little later. */
final class ByHand implements Way {
    private static final long SECOND_DELETE_MILLIS = 1;

    private final RedisClient client = RedisClient.create();
    private final StatefulRedisConnection<String, String> connection;
    private final DataSource reads;
    private final Pauses pauses;
    private final boolean twice;
    private final Queue<CompletableFuture<?>> deletes = new ConcurrentLinkedQueue<>();

    ByHand(URI redis, DataSource reads, Pauses pauses, boolean twice) {
        this.connection = client.connect(RedisURI.create(redis));
        this.reads = reads;
        this.pauses = pauses;
        this.twice = twice;
    }

    private String key(long id) {
        return (twice ? "double-delete:" : "set-del:") + id;
    }

    @Override
    public long get(long id) {
        String kept = connection.sync().get(key(id));
        if (kept != null) {
            return Long.parseLong(kept);
        }
        long cents = Prices.read(reads, id);
        pauses.pause();
        connection.sync().set(key(id), Long.toString(cents));
        return cents;
    }

    @Override
    public void changing(DSLContext transaction, long id) {
        TransactionHooks.of(transaction).afterCommit(committed -> {
            connection.sync().del(key(id));
            if (twice) {
                deletes.add(CompletableFuture.runAsync(
                        () -> connection.sync().del(key(id)),
                        CompletableFuture.delayedExecutor(SECOND_DELETE_MILLIS, TimeUnit.MILLISECONDS)));
            }
        });
    }

    @Override
    public void settle() {
        for (CompletableFuture<?> delete = deletes.poll(); delete != null; delete = deletes.poll()) {
            delete.join();
        }
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
