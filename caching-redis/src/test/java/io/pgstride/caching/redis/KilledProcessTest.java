package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process is killed between its commits and their invalidation. The control: the same without an outbox. */
@RedisTest
class KilledProcessTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledProcessTest.class);
    private static final int KILLS = 2 * Math.max(1, Integer.getInteger("pgstride.stress", 1));

    private final URI redis;

    KilledProcessTest(URI redis) {
        this.redis = redis;
    }

    @Test
    void whatItHadCommittedIsInvalidatedByOthers() throws Exception {
        try (PostgresServer server = PostgresServer.builder().start();
                PostgresDatabase database = server.createDatabase("killed")) {
            Member.create(database.dataSource());
            try (Member survivor = Member.of(redis, database.dataSource(), true);
                    Member control = Member.of(redis, database.dataSource(), false)) {
                await().until(survivor::isTrusting);
                Duration longest = Duration.ZERO;
                for (int kill = 0; kill < KILLS; kill++) {
                    long first = 1 + (long) kill * CommitterMain.ROWS;
                    Duration took = staleAfterKill(survivor, database, first);
                    longest = took.compareTo(longest) > 0 ? took : longest;
                }
                long first = 1 + (long) KILLS * CommitterMain.ROWS;
                fill(control, first);
                killOne(database, false, first);
                LOG.warn("{} kills: all of {} entries right again within {}", KILLS, CommitterMain.ROWS, longest);
                assertThat(longest).isLessThan(Duration.ofSeconds(10));
                assertThat(ids(first))
                        .as("the control")
                        .allSatisfy(id -> assertThat(control.cache().get(id)).isEqualTo("old"));
                assertThat(survivor.relay().findings()).isEmpty();
            }
        }
    }

    private Duration staleAfterKill(Member survivor, PostgresDatabase database, long first) throws Exception {
        fill(survivor, first);
        killOne(database, true, first);
        long killed = System.nanoTime();
        await().until(() ->
                survivor.cache().getAll(ids(first)).values().stream().allMatch("new"::equals));
        Duration took = Duration.ofNanos(System.nanoTime() - killed);
        await().until(() -> database.dsl()
                .fetchValue("select bool_and(done) from pgstride_cache_outbox")
                .equals(true));
        return took;
    }

    private static List<Long> ids(long first) {
        return LongStream.range(first, first + CommitterMain.ROWS).boxed().toList();
    }

    private static void fill(Member member, long first) {
        await().until(() -> {
            assertThat(member.cache().getAll(ids(first)).values()).containsOnly("old");
            return ids(first).stream().allMatch(member::isHit);
        });
    }

    private void killOne(PostgresDatabase database, boolean durable, long first) throws Exception {
        try (ChildJvm child = ChildJvm.start(
                CommitterMain.class,
                database.url(),
                redis.toString(),
                String.valueOf(durable),
                String.valueOf(first))) {
            child.awaitLine(CommitterMain.COMMITTED);
            child.kill();
        }
    }
}
