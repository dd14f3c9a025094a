package io.pgstride.aggregation.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresTest;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each kind of statement does to a summary, kept in either way. */
@PostgresTest
class SummaryTableTest {
    private static final Table<?> EVENTS = table(name("my app", "events"));
    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<OffsetDateTime> AT = field(name("at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<Integer> SIZE = field(name("size"), SQLDataType.INTEGER);
    private static final Field<String> GROUP = field(name("the kind"), SQLDataType.CLOB);
    private static final Field<LocalDate> DAY = field(name("day"), SQLDataType.LOCALDATE);
    private static final Field<Long> ROWS = field(name("rows"), SQLDataType.BIGINT);
    private static final Field<Long> TOTAL = field(name("total"), SQLDataType.BIGINT);
    private static final Field<Integer> SMALLEST = field(name("smallest"), SQLDataType.INTEGER);
    private static final Field<Integer> LARGEST = field(name("largest"), SQLDataType.INTEGER);

    private final DataSource dataSource;
    private final DSLContext dsl;

    SummaryTableTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void create() {
        dsl.execute("""
                drop schema if exists "my app" cascade;
                create schema "my app";
                create table "my app".events (id bigint primary key, kind text, at timestamptz not null, size integer, note text);
                insert into "my app".events
                select n, 'k' || n % 7, timestamptz '2026-01-01 12:00Z' + n % 5 * interval '1 day', nullif(n % 11, 3) from generate_series(1, 500) n;
                """);
    }

    private static SummaryBuilder described(String name) {
        return SummaryTable.of(table(name("my app", name)))
                .from(EVENTS)
                .groupBy(GROUP, KIND)
                .groupBy(DAY, cast(field("{0} at time zone 'UTC'", SQLDataType.TIMESTAMP, AT), SQLDataType.LOCALDATE))
                .count(ROWS)
                .sum(TOTAL, SIZE)
                .where(KIND.ne("k6"));
    }

    static Stream<SummaryTable> summaries() {
        return Stream.of(
                described("by deltas").byDeltas(),
                described("by keys").byDirtyKeys(),
                described("extremes").min(SMALLEST, SIZE).max(LARGEST, SIZE).byDirtyKeys());
    }

    @ParameterizedTest
    @MethodSource("summaries")
    void followsEveryStatement(SummaryTable summary) {
        summary.install(dataSource);
        summary.install(dataSource);
        assertThat(summary.drift(dsl)).isEqualTo(6 * 5);
        assertThat(summary.repair(dataSource)).isEqualTo(6 * 5);
        assertThat(summary.repair(dataSource)).isZero();
        assertThat(summary.refresh(dataSource)).isEqualTo(new SummaryRefresh(30, 30, false));
        assertRight(summary, "repair");
        for (String statement : List.of(
                "insert into \"my app\".events values (1001, 'k1', '2026-02-01', 5), (1002, 'new', '2026-02-01', null), (1003, null, '2026-02-01', 1), (1004, 'k6', '2026-02-01', 1)",
                "update \"my app\".events set kind = 'k2' where id % 3 = 0",
                "update \"my app\".events set size = size * 2, at = at + interval '1 day' where id % 4 = 0",
                "update \"my app\".events set kind = null where id % 50 = 0",
                "update \"my app\".events set kind = 'k6' where id % 51 = 0",
                "delete from \"my app\".events where kind = 'k3'",
                "delete from \"my app\".events where id < 100",
                "insert into \"my app\".events values (1001, 'k1', '2026-02-01', 7) on conflict (id) do update set size = 100",
                "begin; insert into \"my app\".events values (2000, 'gone', '2026-02-01', 1); delete from \"my app\".events where id = 2000; commit",
                "begin; delete from \"my app\".events where id < 300; savepoint s; delete from \"my app\".events; rollback to s; commit",
                "begin; delete from \"my app\".events; rollback",
                "begin; insert into \"my app\".events values (3000, 'k1', '2026-02-01', 7); truncate \"my app\".events; insert into \"my app\".events values (3001, 'k1', '2026-02-01', 9); commit",
                "truncate \"my app\".events")) {
            dsl.execute(statement);
            assertThat(summary.drift(dsl)).as("queued after %s", statement).isZero();
            assertThat(summary.refresh(dataSource).busy()).isFalse();
            assertRight(summary, statement);
        }
        dsl.execute(summary.ddl().drop());
        dsl.execute("insert into \"my app\".events values (1, 'k1', '2026-02-01', 7)");
    }

    private void assertRight(SummaryTable summary, String after) {
        assertThat(summary.staleness(dsl)).isEmpty();
        assertThat(summary.drift(dsl)).as(after).isZero();
    }

    @ParameterizedTest
    @MethodSource("summaries")
    void aWrongGroupIsFoundAndMended(SummaryTable summary) {
        summary.install(dataSource);
        summary.repair(dataSource);
        summary.refresh(dataSource);
        Table<?> table = table(name("my app", summary.ddl().name()));
        dsl.update(table).set(ROWS, ROWS.plus(5)).where(GROUP.eq("k1")).execute();
        dsl.deleteFrom(table).where(GROUP.eq("k2")).execute();
        assertThat(summary.drift(dsl)).isEqualTo(10);
        assertThat(summary.repair(dataSource)).isEqualTo(10);
        assertThat(summary.staleness(dsl)).isPresent();
        summary.refresh(dataSource);
        assertRight(summary, "repair");
    }

    @Test
    void whatDoesNotConcernTheGroupsIsNotQueued() {
        SummaryTable summary = described("by keys").byDirtyKeys();
        summary.install(dataSource);
        summary.repair(dataSource);
        summary.refresh(dataSource);
        dsl.execute("update \"my app\".events set note = 'seen', size = size where id % 2 = 0");
        assertThat(summary.staleness(dsl)).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsRefused() {
        assertThatThrownBy(() -> described("x").min(SMALLEST, SIZE).byDeltas())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("minimum or maximum")
                .hasMessageContaining("byDirtyKeys()");
        assertThatThrownBy(() -> SummaryTable.of(table(name("x")))
                        .from(EVENTS)
                        .groupBy(GROUP, KIND)
                        .count(ROWS)
                        .byDeltas())
                .hasMessageContaining("table x has no schema");
        assertThatThrownBy(() -> SummaryTable.of(EVENTS)
                        .from(EVENTS)
                        .groupBy(GROUP, KIND)
                        .sum(TOTAL, SIZE)
                        .byDeltas())
                .hasMessageContaining("no count(...)");
    }
}
