package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.USERS;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.redis.OutboxRelay;
import io.pgstride.caching.redis.OutboxTable;
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
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Two servers that share a cache in Redis, one of which commits and does not get through to Redis; the other one does it for it. */
public final class DurableCachingExample {
    private static final long USER = 8;

    private DurableCachingExample() {}

    public static void main(String[] arguments) {
        RedisClient client = RedisClient.create();
        try (ExampleDatabase database = ExampleDatabase.create();
                Server one = new Server(client, database);
                Server other = new Server(client, database)) {
            System.out.println("before: " + one.names.get(USER));
            other.redis.close(); // as if it died right after its commit
            other.rename("Ada L.");
            while (!"Ada L.".equals(one.names.get(USER))) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            System.out.println("after: " + one.names.get(USER));
        }
        client.shutdown();
    }

    private static final class Server implements AutoCloseable {
        private final Transactions transactions;
        private final RedisBackend redis;
        private final OutboxRelay relay;
        private final Cache<Long, String> names;

        Server(RedisClient client, ExampleDatabase database) {
            DataSource dataSource = TransactionHooks.wrap(
                    database.dataSource(), HookOptions.ofDefaults().withTokens());
            // tag::table[]
            DSL.using(dataSource, SQLDialect.POSTGRES)
                    .execute(OutboxTable.ofDefaults().ddl());
            // end::table[]
            transactions = Transactions.on(dataSource);
            // tag::relay[]
            redis = RedisBackend.builder(
                            client, RedisURI.create(RedisServer.shared().uri()))
                    .prefix("durable")
                    .build();
            relay = redis.outbox(dataSource).start();
            // end::relay[]
            // tag::cache[]
            names = Cache.<Long, String>builder("names")
                    .backend(redis.values(JsonCodec.of(String.class)))
                    .outbox(relay.outbox())
                    .loader(dataSource, CacheLoader.each(DurableCachingExample::load))
                    .build();
            // end::cache[]
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
            relay.close();
            redis.close();
        }
    }

    private static String load(DSLContext dsl, long user) {
        return dsl.select(USERS.NAME).from(USERS).where(USERS.ID.eq(user)).fetchSingle(USERS.NAME);
    }
}
