package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.pgstride.caching.Cache;
import io.pgstride.caching.CacheLoader;
import io.pgstride.caching.CaffeineBackend;
import io.pgstride.caching.redis.json.JsonCodec;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.finding.Finding;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.RedisTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** What is in an outbox, and what becomes of it. */
@PostgresTest
@RedisTest
class OutboxTest {
    private final DSLContext dsl;
    private final DataSource database;
    private final URI redis;
    private Member member;

    OutboxTest(DSLContext dsl, DataSource database, URI redis) {
        this.dsl = dsl;
        this.database = database;
        this.redis = redis;
    }

    /** Otherwise the relay would invalidate where no entry of the cache is. */
    @Test
    void theOutboxOfAnotherBackendIsRefused() {
        RedisClient client = RedisClient.create();
        try (RedisBackend own = RedisBackend.builder(client, RedisURI.create(redis))
                        .prefix("own")
                        .build();
                RedisBackend other = RedisBackend.builder(client, RedisURI.create(redis))
                        .prefix("other")
                        .build();
                OutboxRelay relay = other.outbox(database).start()) {
            assertThatThrownBy(() -> Cache.<Long, Long>builder("prices")
                            .backend(own.values(JsonCodec.of(Long.class)))
                            .outbox(relay.outbox())
                            .loader(keys -> Map.of())
                            .build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("of another backend");
            Cache.<Long, Long>builder("prices")
                    .backend(own.values(JsonCodec.of(Long.class)))
                    .loader(keys -> Map.of())
                    .build()
                    .close();
        } finally {
            client.shutdown();
        }
    }

    @BeforeEach
    void begin(RedisServer server) {
        server.flush();
        Member.create(database);
        member = Member.of(redis, database, true);
        await().until(member::isTrusting);
    }

    @AfterEach
    void end() {
        member.close();
    }

    private Result<Record> rows() {
        return dsl.fetch("select entries, tags, fence_millis, done from pgstride_cache_outbox order by id");
    }

    private void awaitDone() {
        await().until(() -> rows().stream().allMatch(row -> row.get("done", Boolean.class)));
    }

    @Test
    void aCommitWritesOneRowForAllCaches() {
        try (Cache<Long, String> other = member.builder("other")
                .schemaVersion(7)
                .tags(id -> Set.of("a:{b}"))
                .loader(database, CacheLoader.each((tx, id) -> "other"))
                .build()) {
            member.transactions().run(tx -> {
                member.cache().in(tx).invalidate(1L);
                member.cache().in(tx).invalidateAll(List.of(1L, 2L));
                other.in(tx).invalidateTags("a:{b}");
                other.in(tx).put(3L, "three");
            });
        }
        assertThat(rows()).hasSize(1);
        assertThat(rows().get(0).get("entries", String[].class))
                .containsExactlyInAnyOrder("notes:1:1", "notes:1:2", "other:7:3");
        assertThat(rows().get(0).get("tags", String[].class)).containsExactly("other:a:%7Bb%7D");
        assertThat(rows().get(0).get("fence_millis", Long.class)).isEqualTo(60_000);
        awaitDone();
        assertThat(member.counters().count("pgstride.caching.outbox.relayed")).isZero();
    }

    @Test
    void whatIsRolledBackIsNotThere() {
        assertThatThrownBy(() -> member.transactions().run(tx -> {
                    member.cache().in(tx).invalidate(1L);
                    throw new IllegalStateException("on purpose");
                }))
                .isInstanceOf(IllegalStateException.class);
        member.transactions().run(tx -> {
            try {
                tx.transaction(nested -> {
                    member.cache().in(nested.dsl()).invalidate(2L);
                    throw new IllegalStateException("on purpose");
                });
            } catch (IllegalStateException e) {
                member.cache().in(tx).invalidate(3L);
            }
        });
        assertThat(rows()).hasSize(1);
        assertThat(rows().get(0).get("entries", String[].class)).containsExactly("notes:1:3");
        awaitDone();
    }

    @Test
    void aCommitThatInvalidatesNothingWritesNothing() {
        member.transactions().run(tx -> {
            tx.execute("update note set text = 'new' where id = 1");
            member.cache().in(tx).invalidateAll(List.of());
        });
        assertThat(rows()).isEmpty();
    }

    @Test
    void aCommitThatCannotWriteIsRefused() {
        dsl.execute("drop table pgstride_cache_outbox");
        assertThatThrownBy(() -> member.write(1, "new"))
                .hasRootCauseInstanceOf(PSQLException.class)
                .satisfies(thrown -> assertThat(chain(thrown))
                        .anyMatch(one -> one instanceof PgstrideException
                                && String.valueOf(one.getMessage()).contains("OutboxTable.ddl()")));
        assertThat(dsl.fetchValue("select text from note where id = 1")).isEqualTo("old");
    }

    private static List<Throwable> chain(Throwable thrown) {
        return Stream.iterate(thrown, one -> one != null, Throwable::getCause).toList();
    }

    /** As one that a process wrote that is no more. */
    @Test
    void aRowThatNobodyAcknowledgesIsRelayed() {
        await().until(() -> member.isHit(1));
        dsl.execute("update note set text = 'new' where id in (1, 2)");
        assertThat(member.cache().get(1L)).isEqualTo("old");
        insert("{notes:1:1}", "{}");
        await().untilAsserted(() -> assertThat(member.cache().get(1L)).isEqualTo("new"));
        awaitDone();
        assertThat(member.counters().count("pgstride.caching.outbox.relayed")).isEqualTo(1);
    }

    @Test
    void tagsAreRelayedToo() {
        await().until(() -> member.isHit(1));
        dsl.execute("update note set text = 'new'");
        insert("{}", "{notes:all}");
        await().untilAsserted(() -> assertThat(member.cache().get(1L)).isEqualTo("new"));
    }

    /** By somebody else who writes to the table. */
    @Test
    void whatNamesNothingIsPassedOver() {
        insert("{nonsense,notes:99999999999999999:1}", "{nonsense}");
        awaitDone();
    }

    private void insert(String entries, String tags) {
        dsl.execute(
                "insert into pgstride_cache_outbox (due_at, fence_millis, entries, tags)"
                        + " values (now(), 60000, ?::text[], ?::text[])",
                entries,
                tags);
    }

    @Test
    void whatIsOldAndDoneIsDeleted() {
        member.write(1, "new");
        awaitDone();
        dsl.execute("update pgstride_cache_outbox set created_at = now() - interval '11 minutes'");
        member.write(2, "new");
        await().atMost(Duration.ofSeconds(30)).until(() -> rows().size() == 1);
    }

    /** The delay is so long that no relay has a part in it. */
    @Test
    void whoInvalidatesSaysSoInTheBackground() throws Exception {
        int commits = 400;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Member one = Member.of(redis, database, database, Optional.of(Duration.ofHours(1)));
                Member other = Member.of(redis, database, database, Optional.of(Duration.ofHours(1)))) {
            await().until(() -> one.isTrusting() && other.isTrusting());
            List<Future<?>> writes = new ArrayList<>();
            for (int i = 0; i < commits; i++) {
                Member writer = i % 2 == 0 ? one : other;
                long id = 1 + i % 10;
                writes.add(threads.submit(() -> writer.write(id, "new")));
            }
            for (Future<?> write : writes) {
                write.get();
            }
            await().until(() -> rows().stream()
                            .filter(row -> row.get("done", Boolean.class))
                            .count()
                    > commits * 9 / 10);
            assertThat(rows()).hasSize(commits);
        } finally {
            threads.shutdown();
        }
    }

    /** One whose data are gone, or have been evicted, in part perhaps: fences, too. */
    @Test
    void aRedisThatWasFlushedIsReplayedTo(RedisServer server) {
        member.write(1, "new");
        long before = member.counters().count("pgstride.caching.outbox.replayed");
        server.flush();
        await().until(() ->
                member.counters().count("pgstride.caching.outbox.replayed") > before && member.isTrusting());
    }

    @Test
    void bothFormsOfTheDdlMakeTheSameTable() {
        List<Map<String, Object>> byText = catalog();
        dsl.execute("drop table pgstride_cache_outbox");
        dsl.queries(OutboxTable.ofDefaults().queries().queries()).executeBatch();
        dsl.queries(OutboxTable.ofDefaults().queries().queries()).executeBatch();
        assertThat(catalog()).isEqualTo(byText).isNotEmpty();
        dsl.execute(OutboxTable.named(DSL.name("Own \"box\"")).ddl());
        assertThat(dsl.fetchValue("select count(*) from \"Own \"\"box\"\"\"")).isEqualTo(0L);
    }

    private List<Map<String, Object>> catalog() {
        return dsl.fetch("""
                        select attname::text, format_type(atttypid, atttypmod), attnotnull,
                               pg_get_expr(adbin, adrelid), attidentity::text, c.reloptions::text
                        from pg_class c join pg_attribute a on a.attrelid = c.oid and attnum > 0
                        left join pg_attrdef d on adrelid = c.oid and adnum = attnum
                        where c.oid = 'pgstride_cache_outbox'::regclass
                        union all
                        select indexname::text, indexdef, null, null, null, null from pg_indexes where tablename = 'pgstride_cache_outbox'
                        order by 1""").intoMaps();
    }

    @Test
    void findingsNameWhatIsWrong() {
        await().until(() -> member.isTrusting() && member.relay().findings().isEmpty());
        member.relay().close();
        assertThat(member.relay().findings()).extracting(Finding::key).containsExactly("caching.outbox-relay-stopped");
    }

    @Test
    void aBackendHasOneRelay() {
        assertThatThrownBy(() -> member.backend().outbox(database).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("durable");
        assertThatThrownBy(() -> member.backend().outbox(database).delay(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> member.backend().outbox(database).keep(Duration.ofDays(2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCacheOfOneProcessHasNoOutbox() {
        assertThatThrownBy(() -> Cache.<Long, String>builder("own")
                        .backend(new CaffeineBackend<>(10))
                        .outbox(member.relay().outbox())
                        .loader(keys -> Map.of())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outbox");
    }
}
