package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.USERS;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.redis.RedisBackend;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.RedisServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** Two servers that hold values of Redis in memory, and hear of each other's changes. */
public final class NearCachingExample {
    private static final long USER = 7;

    private NearCachingExample() {}

    public static void main(String[] arguments) {
        RedisClient client = RedisClient.create();
        try (ExampleDatabase database = ExampleDatabase.create();
                Server one = new Server(client, database);
                Server other = new Server(client, database)) {
            System.out.println("before: " + one.names.get(USER));
            other.rename("Ada L.");
            while (!"Ada L.".equals(one.names.get(USER))) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            System.out.println("after: " + one.names.get(USER));
        }
        client.shutdown();
    }

    private static final class Server implements AutoCloseable {
        private final Transactions transactions;
        private final RedisBackend redis;
        private final Cache<Long, String> names;

        Server(RedisClient client, ExampleDatabase database) {
            DataSource dataSource = TransactionHooks.wrap(
                    database.dataSource(), HookOptions.ofDefaults().withTokens());
            RedisURI uri = RedisURI.create(RedisServer.shared().uri());
            transactions = Transactions.on(dataSource);
            // tag::near[]
            redis = RedisBackend.builder(client, uri)
                    .prefix("near")
                    .nearStaleness(Duration.ofSeconds(1))
                    .build();
            names = Cache.<Long, String>builder("names")
                    .backend(redis.<Long, String>values(JsonCodec.of(String.class))
                            .near(10_000))
                    .loader(dataSource, CacheLoader.each(NearCachingExample::load))
                    .build();
            // end::near[]
        }

        void rename(String name) {
            transactions.run(tx -> {
                tx.update(USERS).set(USERS.NAME, name).where(USERS.ID.eq(USER)).execute();
                names.in(tx).invalidate(USER);
            });
        }

        @Override
        public void close() {
            names.close();
            redis.close();
        }
    }

    private static String load(DSLContext dsl, long user) {
        return dsl.select(USERS.NAME).from(USERS).where(USERS.ID.eq(user)).fetchSingle(USERS.NAME);
    }
}
