package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of a mixed ordering with NULLs say when rows go, come and move: notes a, b, c, then NULLs; ids downward in each. */
@PostgresTest
class MixedPageFactsTest {
    private static final List<Long> ORDERED = List.of(9L, 5L, 1L, 10L, 6L, 2L, 11L, 7L, 3L, 12L, 8L, 4L);

    private final Keyset<EventRecord> byNote = Keyset.of(EVENTS)
            .orderBy(asc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID))
            .build();
    private final DSLContext dsl;
    private final PageQuery<EventRecord> query;

    MixedPageFactsTest(DSLContext dsl) {
        this.dsl = dsl;
        this.query = byNote.page(dsl).size(4);
    }

    @BeforeEach
    void twelveRows() {
        dsl.execute("drop table if exists events");
        dsl.execute(Events.DDL);
        dsl.execute("""
                insert into events (id, user_id, created_at, kind, note)
                select g, 1, now(), 'k', (array[null, 'a', 'b', 'c'])[1 + g % 4] from generate_series(1, 12) g
                """);
    }

    @Test
    void theRowsAreOrderedAsThisTestThinks() {
        assertThat(query.stream().map(EventRecord::id)).containsExactlyElementsOf(ORDERED);
    }

    @Test
    void theCursorOfEachRowStillMarksItsPlaceWhenTheRowIsRemoved() {
        List<EventRecord> rows = query.stream().toList();
        for (int i = 0; i < rows.size(); i++) {
            Cursor cursor = byNote.cursorOf(rows.get(i));
            EventRecord removed = rows.get(i);
            dsl.deleteFrom(EVENTS).where(EVENTS.ID.eq(removed.id())).execute();
            assertThat(ids(query.size(50).after(cursor))).isEqualTo(ORDERED.subList(i + 1, 12));
            assertThat(ids(query.size(50).before(cursor))).isEqualTo(ORDERED.subList(0, i));
            dsl.insertInto(EVENTS).set(removed.intoMap()).execute();
        }
    }

    @Test
    void theCursorOfARowAmongNullsOutlivesAllOfThem() {
        Cursor amongNulls = query.last().cursor(2);
        dsl.deleteFrom(EVENTS).where(EVENTS.NOTE.isNull()).execute();
        assertThat(query.after(amongNulls)).isEmpty();
        assertThat(ids(query.before(amongNulls))).isEqualTo(ORDERED.subList(5, 9));
        dsl.execute(
                "insert into events (id, user_id, created_at, kind) values (13, 1, now(), 'k'), (-1, 1, now(), 'k')");
        assertThat(ids(query.after(amongNulls))).containsExactly(-1L);
        assertThat(ids(query.before(amongNulls))).endsWith(13L);
    }

    @Test
    void theCursorBeforeTheNullsOutlivesItsWholeGroup() {
        Cursor inC = query.size(50).first().cursor(7);
        dsl.deleteFrom(EVENTS).where(EVENTS.NOTE.eq("c")).execute();
        assertThat(ids(query.after(inC))).containsExactly(12L, 8L, 4L);
        assertThat(ids(query.before(inC))).isEqualTo(ORDERED.subList(2, 6));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 11, 12, 13, 1000})
    void neighboursAreToldRightAtEachSize(int size) {
        List<Long> forward = new ArrayList<>();
        query.size(size).forEachPage(null, page -> {
            assertThat(page.hasPrevious()).isEqualTo(!forward.isEmpty());
            forward.addAll(ids(page));
            assertThat(page.hasNext()).isEqualTo(forward.size() < 12);
        });
        assertThat(forward).isEqualTo(ORDERED);
        assertThat(query.size(size).last().hasPrevious()).isEqualTo(size < 12);
    }

    @Test
    void anEmptyTableHasNoPageInAnyWay() {
        Cursor cursor = query.first().cursor(3);
        dsl.truncate(EVENTS).execute();
        assertThat(List.of(query.first(), query.last(), query.after(cursor), query.before(cursor), query.jumpTo(2)))
                .allSatisfy(page -> {
                    assertThat(page.isEmpty()).isTrue();
                    assertThat(page.hasNext() || page.hasPrevious()).isFalse();
                    assertThat(page.end()).isEmpty();
                });
    }

    @Test
    void aRowThatMovesAheadOfTheReaderComesTwice() {
        Page<EventRecord> first = query.first();
        assertThat(ids(first)).contains(5L);
        dsl.update(EVENTS).setNull(EVENTS.NOTE).where(EVENTS.ID.eq(5L)).execute();
        assertThat(ids(query.size(50).after(first.next().orElseThrow()))).contains(5L);
    }

    @Test
    void aRowThatMovesBehindTheReaderDoesNotCome() {
        Page<EventRecord> first = query.first();
        dsl.update(EVENTS).set(EVENTS.NOTE, "a").where(EVENTS.ID.eq(8L)).execute();
        assertThat(ids(query.size(50).after(first.next().orElseThrow())))
                .doesNotContain(8L)
                .hasSize(7);
    }

    @Test
    void aRowThatComesToStandAtTheCursorMovesNoOther() {
        Page<EventRecord> first = query.first();
        Cursor next = first.next().orElseThrow();
        dsl.execute(
                "insert into events (id, user_id, created_at, kind, note) values (99, 1, now(), 'k', 'b'), (0, 1, now(), 'k', 'b')");
        assertThat(ids(query.after(next))).containsExactly(6L, 2L, 0L, 11L);
        assertThat(ids(query.before(next))).containsExactly(9L, 5L, 1L, 99L);
    }

    private static List<Long> ids(Page<EventRecord> page) {
        return page.rows().stream().map(EventRecord::id).toList();
    }
}
