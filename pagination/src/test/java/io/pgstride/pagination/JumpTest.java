package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.plan.Explain;
import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.QueryPlan;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.Random;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page of any number is the one that reading from the front would come to, and skips rows without reading them. */
@PostgresTest
class JumpTest {
    private static final int ROWS = 200_000;

    private final Keyset<EventRecord> newest =
            Keyset.of(EVENTS).orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID)).build();
    private final DSLContext dsl;
    private final CountedStatements statements;

    JumpTest(DSLContext dsl) {
        this.dsl = dsl;
        this.statements = new CountedStatements(dsl);
    }

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute("""
                insert into events (user_id, created_at, kind, note)
                select g % 50, timestamptz '2026-01-01' + make_interval(secs => g / 7), 'k' || g % 5, repeat('x', 200)
                from generate_series(1, ?) g
                """, ROWS);
        dsl.execute("create index on events (user_id, created_at desc, id desc)");
        dsl.execute(RandomRows.DDL);
        dsl.execute("vacuum (analyze) events");
    }

    @Test
    void aPageOfANumberIsTheOneThatReadingComesTo() {
        PageQuery<EventRecord> query = newest.page(dsl).where(EVENTS.ID.le(95L)).size(10);
        List<Page<EventRecord>> read = query.pages(null).toList();
        assertThat(read).hasSize(10);
        for (int number = 1; number <= 10; number++) {
            Page<EventRecord> page = query.jumpTo(number);
            assertThat(page.rows()).isEqualTo(read.get(number - 1).rows());
            assertThat(page.next()).isEqualTo(read.get(number - 1).next());
            assertThat(page.previous()).isEqualTo(read.get(number - 1).previous());
        }
    }

    @Test
    void aPageBeyondTheEndIsEmpty() {
        PageQuery<EventRecord> query = newest.page(dsl).where(EVENTS.ID.le(20L)).size(10);
        for (long number : new long[] {3, 4, 1_000_000, Long.MAX_VALUE / 10}) {
            Page<EventRecord> page = query.jumpTo(number);
            assertThat(page.isEmpty()).isTrue();
            assertThat(page.hasNext()).isFalse();
            assertThat(page.hasPrevious()).isFalse();
        }
        assertThat(query.where(EVENTS.ID.lt(0L)).jumpTo(2)).isEmpty();
    }

    @Test
    void theFirstPageIsOneStatementAndOthersAreTwo() {
        PageQuery<EventRecord> query = newest.page(statements.dsl());
        query.jumpTo(1);
        assertThat(statements.run()).isEqualTo(1);
        query.jumpTo(2);
        assertThat(statements.run()).isEqualTo(2);
        query.jumpTo(ROWS);
        assertThat(statements.run()).as("nothing is there to read").isEqualTo(1);
    }

    @Test
    void numbersOutsideTheRangeAreRefusedBeforeAnySqlRuns() {
        PageQuery<EventRecord> query = newest.page(statements.dsl()).size(10);
        long max = Long.MAX_VALUE / 10;
        for (long number : new long[] {Long.MIN_VALUE, -1, 0, max + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> query.jumpTo(number))
                    .isInstanceOfSatisfying(PageNumberException.class, e -> {
                        assertThat(e.requested()).isEqualTo(number);
                        assertThat(e.maxPageNumber()).isEqualTo(max);
                    })
                    .hasMessageContaining("1 to " + max);
            assertThatThrownBy(() -> query.jumpToQuery(number)).isInstanceOf(PageNumberException.class);
        }
        assertThat(statements.run()).isZero();
    }

    @Test
    void anyOrderingCanBeJumpedInto() {
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        RandomRows rows = new RandomRows(dsl, random);
        for (int i = 0; i < 100; i++) {
            if (i % 10 == 0) {
                rows.reload();
            }
            RandomOrdering ordering = RandomOrdering.of(random);
            List<Long> all = ordering.expected(dsl);
            int size = 1 + random.nextInt(10);
            int number = 1 + random.nextInt(all.size() / size + 2);
            List<Long> expected =
                    all.subList(Math.min(all.size(), (number - 1) * size), Math.min(all.size(), number * size));
            Page<Record> page = ordering.keyset().page(dsl).size(size).jumpTo(number);
            assertThat(RandomOrdering.ids(page.rows()))
                    .as("page %s of size %s, ordering %s of -Dpgstride.seed=%s: %s", number, size, i, seed, ordering)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aJoinCanBeJumpedInto() {
        Keyset<Record> pairs = Keyset.of(
                        EVENTS.join(EVENTS.as("o")).on(EVENTS.as("o").ID.eq(EVENTS.ID.add(1L))))
                .select(EVENTS.NOTE, EVENTS.as("o").ID)
                .orderBy(desc(EVENTS.ID).notNull())
                .uniqueOn(EVENTS.ID)
                .build();
        assertThat(pairs.page(dsl).size(10).jumpTo(4).rows())
                .extracting(row -> row.get(EVENTS.as("o").ID))
                .startsWith(ROWS - 30L);
    }

    @Test
    void rowsBeforeThePageAreSkippedInTheIndexAlone() {
        QueryPlan plan = analyzed(newest.page(dsl).size(50).jumpToQuery(3_201));
        PlanNode scan = plan.nodes()
                .filter(node -> node.type().equals("Index Only Scan"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(plan.toText()));
        assertThat(scan.heapFetches()).hasValue(0);
        assertThat(plan.buffers().shared()).isLessThan(1_500);
        assertThat(analyzed(offset(160_000)).buffers().shared())
                .as("the control: OFFSET reads the rows")
                .isGreaterThan(4 * plan.buffers().shared());
    }

    @Test
    void alsoWithAFilterThatTheIndexHas() {
        QueryPlan plan =
                analyzed(newest.page(dsl).where(EVENTS.USER_ID.eq(7L)).size(50).jumpToQuery(65));
        assertThat(plan.nodes()).anySatisfy(node -> assertThat(node.type()).isEqualTo("Index Only Scan"));
        assertThat(plan.buffers().shared()).isLessThan(100);
    }

    private Select<?> offset(long distance) {
        return dsl.selectFrom(EVENTS)
                .orderBy(newest.sortFields())
                .limit(DSL.inline(50))
                .offset(DSL.inline(distance));
    }

    private QueryPlan analyzed(Select<?> query) {
        return Explain.on(dsl).analyze().timing(false).plan(query);
    }
}
