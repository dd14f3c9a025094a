package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.cast;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.when;

import io.pgstride.aggregation.summary.SummaryTable;
import io.pgstride.examples.db.PgstrideTour;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;

/** A copy of some events, and their numbers and durations by kind and day: in a materialized view, and in a summary table. */
final class DailyEvents {
    private static final long MOST = 1_000_000;
    private static final long A_STATEMENT = 100;

    private static final Table<Record> SOURCE = named("events_summed");
    private static final Table<Record> VIEW = named("events_daily_view");
    private static final Table<Record> SUMMARY = named("events_daily");

    private static final Field<Long> ID = field(name("id"), SQLDataType.BIGINT);
    private static final Field<String> KIND = field(name("kind"), SQLDataType.CLOB);
    private static final Field<OffsetDateTime> AT = field(name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final Field<Integer> TOOK = field(name("duration_ms"), SQLDataType.INTEGER);
    private static final Field<LocalDate> DAY_OF =
            cast(field("{0} at time zone 'UTC'", SQLDataType.TIMESTAMP, AT), SQLDataType.LOCALDATE);

    private static final Field<LocalDate> DAY = field(name("day"), SQLDataType.LOCALDATE);
    private static final Field<Long> NUMBER = field(name("number"), SQLDataType.BIGINT);
    private static final Field<Long> TOOK_IN_ALL = field(name("took_ms"), SQLDataType.BIGINT);

    private static final SummaryTable DAILY = SummaryTable.of(SUMMARY)
            .from(SOURCE)
            .groupBy(KIND, KIND)
            .groupBy(DAY, DAY_OF)
            .count(NUMBER)
            .sum(TOOK_IN_ALL, TOOK)
            .byDeltas();

    private final DSLContext dsl;
    private final long rows;

    DailyEvents(DSLContext dsl, long events) {
        this.dsl = dsl;
        this.rows = Math.min(events, MOST);
    }

    private static Table<Record> named(String table) {
        return table(name(PgstrideTour.PGSTRIDE_TOUR.getName(), table));
    }

    long rows() {
        return rows;
    }

    /** The copy, and the view of it. */
    void create() {
        dsl.execute("CREATE TABLE {0} AS SELECT * FROM {1} WHERE id <= {2}", SOURCE, EVENTS, inline(rows));
        dsl.execute("ALTER TABLE {0} ADD PRIMARY KEY (id)", SOURCE);
        dsl.execute("VACUUM (ANALYZE) {0}", SOURCE);
        dsl.execute("CREATE MATERIALIZED VIEW {0} AS {1}", VIEW, query());
        dsl.execute("CREATE UNIQUE INDEX ON {0} ({1}, {2})", VIEW, KIND, DAY);
    }

    Select<?> query() {
        return dsl.select(
                        KIND,
                        DAY_OF.as(DAY),
                        cast(count(), SQLDataType.BIGINT).as(NUMBER),
                        coalesce(cast(sum(TOOK), SQLDataType.BIGINT), inline(0L))
                                .as(TOOK_IN_ALL))
                .from(SOURCE)
                .groupBy(KIND, DAY_OF);
    }

    /** From then on triggers keep the summary, which begins with what is there, as the view does. */
    void keep(DataSource dataSource) {
        DAILY.install(dataSource);
        DAILY.repair(dataSource);
        DAILY.refresh(dataSource);
        refreshView();
    }

    void drop() {
        dsl.execute(DAILY.ddl().drop());
        dsl.execute("DROP MATERIALIZED VIEW IF EXISTS {0}", VIEW);
        dsl.execute("DROP TABLE IF EXISTS {0}", SOURCE);
    }

    void refreshView() {
        dsl.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY {0}", VIEW);
    }

    void refreshSummary(DataSource dataSource) {
        DAILY.refresh(dataSource);
    }

    boolean same() {
        return rows(VIEW).equals(rows(SUMMARY));
    }

    private List<Record> rows(Table<Record> of) {
        return List.copyOf(dsl.select(KIND, DAY, NUMBER, TOOK_IN_ALL)
                .from(of)
                .orderBy(KIND, DAY)
                .fetch());
    }

    /** Changes so many rows, each statement up to a hundred: the newest, which are of few days. */
    List<Query> newest(long changed) {
        return LongStream.iterate(rows - changed, from -> from < rows, from -> from + A_STATEMENT)
                .<Query>mapToObj(from -> change(ID.gt(from).and(ID.le(Math.min(rows, from + A_STATEMENT)))))
                .toList();
    }

    /** Changes one row in a hundred, of all days. */
    List<Query> scattered() {
        long range = A_STATEMENT * A_STATEMENT;
        return LongStream.iterate(0, from -> from < rows, from -> from + range)
                .<Query>mapToObj(from -> change(ID.gt(from)
                        .and(ID.le(from + range))
                        .and(ID.mod(A_STATEMENT).eq(0L))))
                .toList();
    }

    /** They take a millisecond longer, and hints become submissions and submissions hints. */
    private Query change(Condition which) {
        return dsl.update(SOURCE)
                .set(TOOK, coalesce(TOOK, inline(0)).plus(1))
                .set(
                        KIND,
                        when(KIND.eq("hint"), "submit")
                                .when(KIND.eq("submit"), "hint")
                                .otherwise(KIND))
                .where(which);
    }
}
