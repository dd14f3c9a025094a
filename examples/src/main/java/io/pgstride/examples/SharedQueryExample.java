package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.ANSWERS;

import com.fasterxml.jackson.core.type.TypeReference;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.redis.KeyParts;
import io.pgstride.caching.redis.RedisBackend;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.examples.CachingExample.Result;
import io.pgstride.examples.CachingExample.Results;
import io.pgstride.testing.RedisServer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/** The results of {@link CachingExample} in Redis: the parameters of a query as keys, what it depends on as tags. */
public final class SharedQueryExample {
    private static final Results BEST = new Results(1, 3);

    private SharedQueryExample() {}

    public static void main(String[] arguments) {
        RedisClient client = RedisClient.create();
        try (ExampleDatabase database = ExampleDatabase.create();
                RedisBackend redis = RedisBackend.builder(
                                client, RedisURI.create(RedisServer.shared().uri()))
                        .prefix("queries")
                        .build()) {
            DataSource dataSource = TransactionHooks.wrap(
                    database.dataSource(), HookOptions.ofDefaults().withTokens());
            try (Cache<Results, List<Result>> results = cache(redis, dataSource)) {
                show(results, Transactions.on(dataSource));
            }
        }
        client.shutdown();
    }

    private static Cache<Results, List<Result>> cache(RedisBackend redis, DataSource dataSource) {
        // tag::cache[]
        Cache<Results, List<Result>> results = Cache.<Results, List<Result>>builder("results")
                .backend(redis.<Results, List<Result>>values(JsonCodec.of(new TypeReference<>() {}))
                        .keys(key -> KeyParts.join(key.assessment(), key.top())))
                .tags(key -> Set.of("assessment:" + key.assessment()))
                .loader(dataSource, CacheLoader.each(CachingExample::load))
                .build();
        // end::cache[]
        return results;
    }

    private static void show(Cache<Results, List<Result>> results, Transactions transactions) {
        List<Result> first = results.get(BEST);
        System.out.println("again, the same: " + (first != null && first.equals(results.get(BEST))));
        transactions.run(tx -> {
            tx.update(ANSWERS).set(ANSWERS.SCORE, BigDecimal.ZERO).execute();
            results.in(tx).invalidateTags("assessment:" + BEST.assessment());
        });
        System.out.println("after a change, the same: " + (first != null && first.equals(results.get(BEST))));
    }
}
