package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Pages of any size, put together, are the whole ordering: nothing lost, nothing twice. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysetPagesTest {
    private static final long SEED = Long.getLong("pgstride.seed", System.nanoTime());
    private static final int ROWS = 60;
    private static final OffsetDateTime START = OffsetDateTime.parse("2026-03-01T10:00:00.000001Z");

    private final Keyset<EventRecord> newest =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    private final Keyset<EventRecord> oldest =
            Keyset.of(EVENTS).orderBy(asc(EVENTS.CREATED_AT), asc(EVENTS.ID)).build();
    private final Keyset<EventRecord> byUserAndKind = Keyset.of(EVENTS)
            .orderBy(asc(EVENTS.USER_ID), asc(EVENTS.KIND), asc(EVENTS.ID))
            .build();

    private Connection connection;
    private DSLContext dsl;

    @BeforeAll
    void load(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        dsl = DSL.using(connection, SQLDialect.POSTGRES);
        dsl.execute(Events.DDL);
        Random random = new Random(SEED);
        List<EventRecord> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new EventRecord()
                    .with(EVENTS.USER_ID, (long) random.nextInt(3))
                    .with(EVENTS.CREATED_AT, START.plusNanos(1_000L * random.nextInt(8)))
                    .with(EVENTS.KIND, List.of("a", "B", "ä", "b c").get(random.nextInt(4))));
        }
        dsl.batchInsert(rows).execute();
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void descendingPagesOfEverySizeConcatenate() {
        assertEverySize(newest, DSL.noCondition(), "created_at desc, id desc");
    }

    @Test
    void ascendingPagesOfEverySizeConcatenate() {
        assertEverySize(oldest, DSL.noCondition(), "created_at, id");
    }

    @Test
    void textUnderTheDatabasesCollationConcatenates() {
        assertEverySize(byUserAndKind, DSL.noCondition(), "user_id, kind, id");
    }

    @Test
    void aSingleKeyConcatenates() {
        assertEverySize(Keyset.of(EVENTS).orderBy(desc(EVENTS.ID)).build(), DSL.noCondition(), "id desc");
    }

    @Test
    void aFilterWithOrHoldsOnEveryPage() {
        Condition either = EVENTS.USER_ID.eq(1L).or(EVENTS.KIND.eq("a"));
        assertEverySize(newest, either, "created_at desc, id desc");
        assertEverySize(newest, DSL.condition("user_id = 1 or kind = 'a'"), "created_at desc, id desc");
    }

    @Test
    void severalConditionsAllHold() {
        List<EventRecord> rows = Walk.forward(newest.page(dsl)
                .where(EVENTS.USER_ID.eq(1L).or(EVENTS.USER_ID.eq(2L)))
                .where(EVENTS.KIND.eq("a").or(EVENTS.KIND.eq("B")))
                .size(4));
        assertThat(rows).as("seed %s", SEED).isNotEmpty().allSatisfy(row -> {
            assertThat(row.get(EVENTS.USER_ID)).isIn(1L, 2L);
            assertThat(row.get(EVENTS.KIND)).isIn("a", "B");
        });
    }

    @Test
    void anAliasPagesByItsOwnFields() {
        Events e = EVENTS.as("e");
        Keyset<EventRecord> keyset =
                Keyset.of(e).orderBy(desc(e.CREATED_AT), desc(e.ID)).build();
        assertThat(ids(Walk.forward(keyset.page(dsl).where(e.USER_ID.eq(1L)).size(7))))
                .isEqualTo(expected(EVENTS.USER_ID.eq(1L), "created_at desc, id desc"));
    }

    @Test
    void aPlainTableConcatenates() {
        Table<Record> table = DSL.table(DSL.name("events"));
        var createdAt = DSL.field(DSL.name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
        var id = DSL.field(DSL.name("events", "id"), SQLDataType.BIGINT);
        Keyset<Record> keyset = Keyset.of(table)
                .orderBy(desc(createdAt).notNull(), desc(id).notNull())
                .uniqueOn(id)
                .build();
        for (int size = 1; size <= 11; size++) {
            List<Record> rows = Walk.forward(keyset.page(dsl).size(size));
            assertThat(rows.stream().map(row -> row.get("id", Long.class)).toList())
                    .as("seed %s, size %s", SEED, size)
                    .isEqualTo(expected(DSL.noCondition(), "created_at desc, id desc"));
            assertThat(rows.get(0).size()).as("no column of our own is left").isEqualTo(5);
        }
    }

    /** The control: what people write first, without a tie breaker, loses rows in the same harness. */
    @Test
    void withoutTieBreakerRowsAreLost() {
        List<Long> seen = new ArrayList<>();
        List<EventRecord> page = naivePage(null);
        while (!page.isEmpty()) {
            page.forEach(row -> seen.add(row.id()));
            page = naivePage(page.get(page.size() - 1).get(EVENTS.CREATED_AT));
        }
        assertThat(seen).as("seed %s", SEED).hasSizeLessThan(ROWS);
    }

    private List<EventRecord> naivePage(@Nullable OffsetDateTime before) {
        return dsl.selectFrom(EVENTS)
                .where(before == null ? DSL.noCondition() : EVENTS.CREATED_AT.lt(before))
                .orderBy(EVENTS.CREATED_AT.desc())
                .limit(7)
                .fetch();
    }

    private void assertEverySize(Keyset<EventRecord> keyset, Condition filter, String order) {
        List<Long> expected = expected(filter, order);
        for (int size = 1; size <= ROWS + 1; size++) {
            PageQuery<EventRecord> query = keyset.page(dsl).where(filter).size(size);
            assertThat(ids(Walk.forward(query)))
                    .as("forward, seed %s, size %s", SEED, size)
                    .isEqualTo(expected);
            assertThat(ids(Walk.backward(query)))
                    .as("backward, seed %s, size %s", SEED, size)
                    .isEqualTo(expected);
        }
    }

    private List<Long> expected(Condition filter, String order) {
        return dsl.select(EVENTS.ID)
                .from(EVENTS)
                .where(filter)
                .orderBy(DSL.field(order))
                .fetch(EVENTS.ID);
    }

    private static List<Long> ids(List<EventRecord> rows) {
        return rows.stream().map(EventRecord::id).toList();
    }
}
