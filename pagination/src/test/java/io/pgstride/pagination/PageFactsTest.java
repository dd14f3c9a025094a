package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class PageFactsTest {
    private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-03-01T12:00:00Z");

    private final Keyset<EventRecord> byId =
            Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).maxPageSize(100).build();
    private final DSLContext dsl;

    PageFactsTest(DSLContext dsl) {
        this.dsl = dsl;
    }

    @BeforeAll
    static void schema(DSLContext dsl) {
        dsl.execute(Events.DDL);
    }

    @BeforeEach
    void tenRows() {
        dsl.truncate(EVENTS).execute();
        dsl.execute("insert into events (id, user_id, created_at, kind)"
                + " select g, 1, '2026-03-01 12:00+00', 'k' from generate_series(1, 10) g");
    }

    @Test
    void theFirstPageHasANextButNoPrevious() {
        Page<EventRecord> page = byId.page(dsl).size(3).first();
        assertThat(ids(page)).containsExactly(1L, 2L, 3L);
        assertThat(page.hasNext()).isTrue();
        assertThat(page.hasPrevious()).isFalse();
        assertThat(page.previous()).isEmpty();
    }

    @Test
    void theLastPageHasAPreviousButNoNextAndKeepsTheOrder() {
        Page<EventRecord> page = byId.page(dsl).size(3).last();
        assertThat(ids(page)).containsExactly(8L, 9L, 10L);
        assertThat(page.hasNext()).isFalse();
        assertThat(page.hasPrevious()).isTrue();
    }

    @Test
    void thePageBeforeTheSecondIsTheFirst() {
        PageQuery<EventRecord> query = byId.page(dsl).size(3);
        Page<EventRecord> second = query.after(query.first().next().orElseThrow());
        assertThat(ids(second)).containsExactly(4L, 5L, 6L);
        Page<EventRecord> back = query.before(second.previous().orElseThrow());
        assertThat(ids(back)).containsExactly(1L, 2L, 3L);
        assertThat(back.hasNext()).isTrue();
        assertThat(back.hasPrevious()).isFalse();
    }

    @Test
    void aPageThatIsExactlyFullHasNoNext() {
        assertThat(byId.page(dsl).size(10).first().hasNext()).isFalse();
        assertThat(byId.page(dsl).size(10).last().hasPrevious()).isFalse();
        assertThat(byId.page(dsl).size(9).first().hasNext()).isTrue();
    }

    @Test
    void withoutCursorAfterIsTheFirstPageAndBeforeTheLast() {
        PageQuery<EventRecord> query = byId.page(dsl).size(4);
        assertThat(ids(query.after(null))).isEqualTo(ids(query.first())).startsWith(1L);
        assertThat(ids(query.before(null))).isEqualTo(ids(query.last())).endsWith(10L);
    }

    @Test
    void aDeletedCursorRowStillMarksItsPlace() {
        PageQuery<EventRecord> query = byId.page(dsl).size(3);
        Cursor cursor = query.first().next().orElseThrow();
        dsl.deleteFrom(EVENTS).where(EVENTS.ID.eq(3L)).execute();
        assertThat(ids(query.after(cursor))).containsExactly(4L, 5L, 6L);
        assertThat(ids(query.before(cursor))).containsExactly(1L, 2L);
    }

    @Test
    void anEmptyTableGivesAnEmptyPageWithoutNeighbours() {
        dsl.truncate(EVENTS).execute();
        for (Page<EventRecord> page :
                List.of(byId.page(dsl).first(), byId.page(dsl).last())) {
            assertThat(page.isEmpty()).isTrue();
            assertThat(page).isEmpty();
            assertThat(page.hasNext()).isFalse();
            assertThat(page.hasPrevious()).isFalse();
        }
    }

    @Test
    void aPageEmptiedMeanwhileHasNoNeighbours() {
        PageQuery<EventRecord> query = byId.page(dsl).size(3);
        Cursor cursor = query.first().next().orElseThrow();
        dsl.deleteFrom(EVENTS).where(EVENTS.ID.gt(3L)).execute();
        Page<EventRecord> page = query.after(cursor);
        assertThat(page.isEmpty()).isTrue();
        assertThat(page.previous()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @Test
    void theCursorOfTheLastRowFindsRowsAddedLater() {
        PageQuery<EventRecord> query = byId.page(dsl).size(20);
        Page<EventRecord> page = query.first();
        Cursor end = page.cursor(page.rows().size() - 1);
        assertThat(query.after(end).isEmpty()).isTrue();
        dsl.execute("insert into events (id, user_id, created_at, kind) values (11, 1, now(), 'k')");
        assertThat(ids(query.after(end))).containsExactly(11L);
    }

    @Test
    void aMappedPageKeepsItsCursors() {
        Page<EventRecord> page = byId.page(dsl).size(3).first();
        Page<String> mapped = page.map(row -> "#" + row.id());
        assertThat(mapped).containsExactly("#1", "#2", "#3");
        assertThat(mapped.next()).isEqualTo(page.next());
        assertThat(mapped.hasPrevious()).isFalse();
        assertThat(mapped).hasToString("Page[3 rows, hasPrevious=false, hasNext=true]");
    }

    @Test
    void theCursorOfARecordEqualsThatOfItsPage() {
        Keyset<EventRecord> newest = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();
        Page<EventRecord> page = newest.page(dsl).size(3).first();
        Cursor made = newest.cursorOf(page.rows().get(2));
        assertThat(made).isEqualTo(page.cursor(2)).hasSameHashCodeAs(page.cursor(2));
        assertThat(made).isNotEqualTo(page.cursor(1)).hasToString("Cursor[2 keys]");
        EventRecord unsaved = new EventRecord().with(EVENTS.ID, 5L).with(EVENTS.CREATED_AT, NOON);
        assertThat(ids(newest.page(dsl).size(2).after(newest.cursorOf(unsaved))))
                .containsExactly(4L, 3L);
    }

    @Test
    void aCursorNeedsEveryKey() {
        assertThatThrownBy(() -> byId.cursorOf(new EventRecord().with(EVENTS.USER_ID, 1L)))
                .isInstanceOf(CursorEncodingException.class)
                .hasMessageContaining("id");
    }

    @Test
    void aForeignCursorIsRefusedBeforeAnySqlRuns() {
        Cursor cursor = byId.page(dsl).size(3).first().next().orElseThrow();
        Keyset<EventRecord> downwards =
                Keyset.of(EVENTS).orderBy(desc(EVENTS.ID)).build();
        AtomicInteger statements = new AtomicInteger();
        DSLContext counted = counting(statements);
        assertThatThrownBy(() -> downwards.page(counted).after(cursor))
                .isInstanceOfSatisfying(OrderingMismatchException.class, refused -> {
                    assertThat(refused.ordering()).contains("\"id\" desc");
                    assertThat(refused).hasMessageNotContaining("id\"");
                });
        assertThatThrownBy(() -> downwards.page(counted).beforeQuery(cursor))
                .isInstanceOf(OrderingMismatchException.class);
        assertThat(statements).hasValue(0);
        downwards.page(counted).first();
        assertThat(statements).as("the counter counts").hasValue(1);
    }

    @Test
    void aKeysetBuiltAgainTakesTheCursor() {
        Cursor cursor = byId.page(dsl).size(3).first().next().orElseThrow();
        Keyset<EventRecord> again = Keyset.of(EVENTS).orderBy(asc(EVENTS.ID)).build();
        assertThat(ids(again.page(dsl).size(2).after(cursor))).containsExactly(4L, 5L);
    }

    @Test
    void sizesOutsideTheLimitAreRefusedWithTheLimit() {
        PageQuery<EventRecord> query = byId.page(dsl);
        for (int size : new int[] {Integer.MIN_VALUE, -1, 0, 101, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> query.size(size))
                    .isInstanceOfSatisfying(PageSizeException.class, e -> {
                        assertThat(e.requested()).isEqualTo(size);
                        assertThat(e.maxPageSize()).isEqualTo(100);
                    })
                    .hasMessageContaining("1 to 100");
        }
        assertThat(query.size(100).first().rows()).hasSize(10);
    }

    private DSLContext counting(AtomicInteger statements) {
        ExecuteListener counter = new ExecuteListener() {
            private static final long serialVersionUID = 1L;

            @Override
            public void executeStart(ExecuteContext context) {
                statements.incrementAndGet();
            }
        };
        return dsl.configuration().deriveAppending(counter).dsl();
    }

    private static List<Long> ids(Page<EventRecord> page) {
        return page.rows().stream().map(EventRecord::id).toList();
    }
}
