package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.plan.Explain;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.pagination.RowCount.Kind;
import io.pgstride.testing.PostgresTest;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class RowCountTest {
    private static final int ROWS = 12_345;
    private static final Condition OF_USER_3 = EVENTS.USER_ID.eq(3L);

    private final PageQuery<EventRecord> query;
    private final CountedStatements statements;
    private final DSLContext dsl;

    RowCountTest(DSLContext dsl) {
        this.dsl = dsl;
        statements = new CountedStatements(dsl);
        query = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build().page(statements.dsl());
    }

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind) select g % 10, now(), 'k' from generate_series(1, ?) g",
                ROWS);
        dsl.execute("vacuum (analyze) events");
    }

    @Test
    void exactCountsAllThatMatchWhateverThePageSize() {
        assertThat(query.size(5).count(Total.EXACT)).isEqualTo(new RowCount(ROWS, Kind.EXACT));
        assertThat(query.where(OF_USER_3).count(Total.EXACT)).isEqualTo(new RowCount(1235, Kind.EXACT));
        assertThat(query.where(EVENTS.ID.lt(0L)).count(Total.EXACT)).isEqualTo(new RowCount(0, Kind.EXACT));
    }

    @Test
    void cappedIsExactUpToTheCapAndSaysMoreBeyond() {
        PageQuery<EventRecord> of3 = query.where(OF_USER_3);
        assertThat(of3.count(Total.capped(1234))).isEqualTo(new RowCount(1234, Kind.MORE_THAN));
        assertThat(of3.count(Total.capped(1235))).isEqualTo(new RowCount(1235, Kind.EXACT));
        assertThat(of3.count(Total.capped(Integer.MAX_VALUE))).isEqualTo(new RowCount(1235, Kind.EXACT));
        assertThat(query.where(EVENTS.ID.lt(0L)).count(Total.capped(1))).isEqualTo(new RowCount(0, Kind.EXACT));
    }

    @Test
    void aCappedCountStopsReading() {
        long capped = buffers(query.countQuery(Total.capped(100)));
        assertThat(capped).isLessThan(10);
        assertThat(buffers(query.countQuery(Total.EXACT))).isGreaterThan(5 * capped);
    }

    @Test
    void anEstimateIsThePlannersAndReadsNothing() {
        assertThat(query.count(Total.ESTIMATED)).isEqualTo(new RowCount(ROWS, Kind.ESTIMATE));
        RowCount filtered = query.where(OF_USER_3).count(Total.ESTIMATED);
        assertThat(filtered.kind()).isEqualTo(Kind.ESTIMATE);
        assertThat(filtered.rows()).isBetween(1000L, 1500L);
        PageQuery<EventRecord> failing = query.where(
                DSL.inline(1L).div(EVENTS.USER_ID.sub(EVENTS.USER_ID)).eq(1L));
        assertThat(failing.count(Total.ESTIMATED).rows()).isPositive();
        assertThatThrownBy(() -> failing.count(Total.EXACT))
                .as("the control: reading a row would fail")
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void eachIsOneStatementAndPagesCountNothing() {
        for (Total total : new Total[] {Total.EXACT, Total.capped(10), Total.ESTIMATED}) {
            query.count(total);
            assertThat(statements.run()).as("%s", total).isEqualTo(1);
        }
        query.first();
        assertThat(statements.run()).isEqualTo(1);
    }

    @Test
    void joinsAndGroupingsAreCountedAsTheyArePaged() {
        Keyset<Record> pairs = Keyset.of(
                        EVENTS.join(EVENTS.as("o")).on(EVENTS.as("o").ID.eq(EVENTS.ID.add(1L))))
                .select(EVENTS.ID)
                .orderBy(asc(EVENTS.ID).notNull())
                .uniqueOn(EVENTS.ID)
                .build();
        assertThat(pairs.page(dsl).count(Total.EXACT).rows()).isEqualTo(ROWS - 1L);
        assertThat(pairs.page(dsl).count(Total.capped(50))).hasToString("50+");
        var users =
                DSL.select(EVENTS.USER_ID).from(EVENTS).groupBy(EVENTS.USER_ID).asTable("users");
        var user = users.field(EVENTS.USER_ID);
        var grouped =
                Keyset.of(users).orderBy(asc(user).notNull()).uniqueOn(user).build();
        assertThat(grouped.page(dsl).count(Total.EXACT).rows()).isEqualTo(10);
        assertThat(grouped.page(dsl).count(Total.ESTIMATED).rows()).isEqualTo(10);
    }

    @Test
    void isWrittenForPeople() {
        assertThat(new RowCount(8_412, Kind.EXACT)).hasToString("8,412");
        assertThat(new RowCount(10_000, Kind.MORE_THAN)).hasToString("10,000+");
        assertThat(new RowCount(12_345, Kind.ESTIMATE)).hasToString("~12,300");
        assertThat(new RowCount(7, Kind.ESTIMATE)).hasToString("~7");
        assertThat(new RowCount(99_960_000_000L, Kind.ESTIMATE)).hasToString("~100,000,000,000");
    }

    @Test
    void aCapBelowOneIsRefused() {
        for (int cap : new int[] {Integer.MIN_VALUE, -1, 0}) {
            assertThatThrownBy(() -> Total.capped(cap))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cap it at 1 or more");
        }
    }

    private long buffers(Select<?> select) {
        return Explain.on(dsl).analyze().plan(select).buffers().shared();
    }
}
