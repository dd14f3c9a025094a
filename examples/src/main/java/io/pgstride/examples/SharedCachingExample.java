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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** Two servers that share a cache in Redis. */
public final class SharedCachingExample {
    private static final long USER = 7;
    private static final AtomicInteger LOADS = new AtomicInteger();

    // tag::value[]
    record Profile(long user, String name) {}
    // end::value[]

    private SharedCachingExample() {}

    public static void main(String[] arguments) {
        RedisURI uri = RedisURI.create(RedisServer.shared().uri());
        try (ExampleDatabase database = ExampleDatabase.create()) {
            DataSource dataSource = TransactionHooks.wrap(
                    database.dataSource(), HookOptions.ofDefaults().withTokens());
            // tag::backend[]
            RedisClient client = RedisClient.create();
            RedisBackend redis = RedisBackend.builder(client, uri).build();
            // end::backend[]
            RedisBackend elsewhere = RedisBackend.builder(client, uri).build();
            try (redis;
                    elsewhere;
                    Cache<Long, Profile> one = cache(redis, dataSource);
                    Cache<Long, Profile> other = cache(elsewhere, dataSource)) {
                show(one, other, Transactions.on(dataSource));
            }
            client.shutdown();
        }
    }

    private static Cache<Long, Profile> cache(RedisBackend redis, DataSource dataSource) {
        // tag::cache[]
        Cache<Long, Profile> profiles = Cache.<Long, Profile>builder("profiles")
                .backend(redis.values(JsonCodec.of(Profile.class)))
                .loader(dataSource, CacheLoader.each(SharedCachingExample::load))
                .build();
        // end::cache[]
        return profiles;
    }

    private static Profile load(DSLContext dsl, long user) {
        LOADS.incrementAndGet();
        return new Profile(
                user,
                dsl.select(USERS.NAME).from(USERS).where(USERS.ID.eq(user)).fetchSingle(USERS.NAME));
    }

    private static void show(Cache<Long, Profile> one, Cache<Long, Profile> other, Transactions transactions) {
        System.out.println("one server: " + name(one));
        System.out.println("another one: " + name(other));
        transactions.run(tx -> {
            tx.update(USERS).set(USERS.NAME, "Ada L.").where(USERS.ID.eq(USER)).execute();
            one.in(tx).invalidate(USER);
        });
        System.out.println("after a change: " + name(other));
        System.out.println("loads: " + LOADS);
    }

    private static String name(Cache<Long, Profile> profiles) {
        Profile profile = profiles.get(USER);
        return profile == null ? "nobody" : profile.name();
    }
}
