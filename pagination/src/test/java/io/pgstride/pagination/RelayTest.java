package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.signing.SigningKey;
import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.pagination.RelayConnection.Edge;
import io.pgstride.testing.PostgresTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections are what the algorithm of the specification makes of the list of all rows. */
@PostgresTest
class RelayTest {
    private static final CursorTokens TOKENS = CursorTokens.signed(
                    SigningKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))
            .build();
    private static final int ROWS = 30;

    private final CountedStatements statements;
    private final PageQuery<EventRecord> query;

    RelayTest(DSLContext dsl) {
        statements = new CountedStatements(dsl);
        query = query(asc(EVENTS.NOTE).nullsLast(), desc(EVENTS.ID));
    }

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind, note) select g % 2, '2026-03-01 12:00+00', 'k' || g % 3,"
                        + " (array[null, 'a', 'b'])[1 + g % 3] from generate_series(1, ?) g",
                2 * ROWS);
    }

    private PageQuery<EventRecord> query(Key... keys) {
        return Keyset.of(EVENTS)
                .orderBy(keys)
                .maxPageSize(100)
                .build()
                .page(statements.dsl())
                .where(EVENTS.USER_ID.eq(1L))
                .size(7)
                .tokens(TOKENS);
    }

    @Test
    void anyArgumentsGiveWhatTheSpecificationSays() {
        List<PageQuery<EventRecord>> orderings = List.of(
                query,
                query(asc(EVENTS.ID)),
                query(desc(EVENTS.NOTE).nullsFirst(), asc(EVENTS.KIND), asc(EVENTS.ID)),
                query(desc(EVENTS.KIND).lowCardinality(), desc(EVENTS.ID)));
        long seed = Long.getLong("pgstride.seed", System.nanoTime());
        Random random = new Random(seed);
        for (PageQuery<EventRecord> ordering : orderings) {
            List<Edge<EventRecord>> all = ordering.connection(new RelayArguments(ROWS, null, null, null))
                    .edges();
            assertThat(all).hasSize(ROWS);
            statements.run();
            for (int i = 0; i < 150; i++) {
                int after = random.nextInt(2 * ROWS) - ROWS;
                int before = random.nextInt(2 * ROWS) - ROWS;
                check(ordering, all, after, before, random.nextInt(ROWS + 3), random.nextBoolean(), seed);
                assertThat(statements.run()).isEqualTo(1);
            }
        }
    }

    /** ApplyCursorsToEdges, then EdgesToReturn, then HasNextPage or HasPreviousPage; negative indices are cursors not given. */
    private static void check(
            PageQuery<EventRecord> ordering,
            List<Edge<EventRecord>> all,
            int after,
            int before,
            int count,
            boolean first,
            long seed) {
        int from = after < 0 ? 0 : after + 1;
        int to = before < 0 ? ROWS : before;
        List<Edge<EventRecord>> between = from < to ? all.subList(from, to) : List.of();
        int kept = Math.min(count, between.size());
        List<Edge<EventRecord>> expected =
                first ? between.subList(0, kept) : between.subList(between.size() - kept, between.size());
        RelayArguments arguments =
                new RelayArguments(first ? count : null, cursor(all, after), first ? null : count, cursor(all, before));
        RelayConnection<EventRecord> connection = ordering.connection(arguments);
        String what = arguments + " at " + after + ", " + before + ", -Dpgstride.seed=" + seed;
        assertThat(ids(connection))
                .as(what)
                .isEqualTo(expected.stream().map(e -> e.node().id()).toList());
        boolean more = first
                ? connection.pageInfo().hasNextPage()
                : connection.pageInfo().hasPreviousPage();
        assertThat(more).as(what).isEqualTo(between.size() > count);
    }

    private static @Nullable String cursor(List<Edge<EventRecord>> all, int index) {
        return index < 0 ? null : all.get(index).cursor();
    }

    @Test
    void aClientWalksForwardAndBackward() {
        List<Long> all = query.stream().map(EventRecord::id).toList();
        List<Long> walked = new ArrayList<>();
        RelayConnection<EventRecord> connection = query.connection(new RelayArguments(4, null, null, null));
        assertThat(connection.pageInfo().hasPreviousPage()).isFalse();
        walked.addAll(ids(connection));
        while (connection.pageInfo().hasNextPage()) {
            String end = connection.pageInfo().endCursor();
            connection = query.connection(new RelayArguments(4, end, null, null));
            assertThat(connection.pageInfo().hasPreviousPage()).isTrue();
            walked.addAll(ids(connection));
        }
        assertThat(walked).isEqualTo(all);
        walked.clear();
        connection = query.connection(new RelayArguments(null, null, 4, null));
        walked.addAll(ids(connection));
        while (connection.pageInfo().hasPreviousPage()) {
            String start = connection.pageInfo().startCursor();
            connection = query.connection(new RelayArguments(null, null, 4, start));
            walked.addAll(0, ids(connection));
        }
        assertThat(walked).isEqualTo(all);
    }

    @Test
    void withoutANumberItIsTheQuerysPageSize() {
        RelayConnection<EventRecord> connection = query.connection(new RelayArguments(null, null, null, null));
        assertThat(connection.edges()).hasSize(7);
        String end = connection.pageInfo().endCursor();
        assertThat(query.connection(new RelayArguments(null, end, null, null)).edges())
                .hasSize(7);
    }

    @Test
    void withoutEdgesThereAreNoCursorsButStillNeighbours() {
        RelayConnection<EventRecord> none =
                query.where(EVENTS.ID.lt(0L)).connection(new RelayArguments(5, null, null, null));
        assertThat(none.edges()).isEmpty();
        assertThat(none.pageInfo()).isEqualTo(new RelayConnection.PageInfo(false, false, null, null));
        assertThat(query.connection(new RelayArguments(0, null, null, null)).pageInfo())
                .isEqualTo(new RelayConnection.PageInfo(true, false, null, null));
        assertThat(query.connection(new RelayArguments(null, null, 0, null)).pageInfo())
                .isEqualTo(new RelayConnection.PageInfo(false, true, null, null));
    }

    @Test
    void aPageIsAConnectionAndRowsCanBeMapped() {
        Page<EventRecord> page = query.first();
        RelayConnection<EventRecord> connection = RelayConnection.of(page);
        assertThat(connection.nodes()).isEqualTo(page.rows());
        assertThat(connection.pageInfo().endCursor())
                .isEqualTo(page.tokens().get(6))
                .isEqualTo(page.nextToken().orElseThrow());
        assertThat(page.endToken()).isEqualTo(page.nextToken());
        assertThat(connection.map(EventRecord::id)).isEqualTo(RelayConnection.of(page.map(EventRecord::id)));
        assertThat(connection.map(EventRecord::id).nodes()).isEqualTo(Collections.unmodifiableList(ids(connection)));
    }

    @Test
    void badArgumentsAreRefusedBeforeAnySqlRuns() {
        assertThatThrownBy(() -> new RelayArguments(-1, null, null, null))
                .isInstanceOf(RelayArgumentsException.class)
                .hasMessageContaining("first is -1");
        assertThatThrownBy(() -> new RelayArguments(null, null, Integer.MIN_VALUE, null))
                .isInstanceOf(RelayArgumentsException.class)
                .hasMessageContaining("last");
        assertThatThrownBy(() -> new RelayArguments(1, null, 1, null))
                .isInstanceOf(RelayArgumentsException.class)
                .hasMessageContaining("one of them");
        assertThatThrownBy(() -> new RelayArguments(null, null, null, "x"))
                .isInstanceOf(RelayArgumentsException.class)
                .hasMessageContaining("before");
        assertThatThrownBy(() -> query.connection(new RelayArguments(101, null, null, null)))
                .isInstanceOf(PageSizeException.class);
        assertThatThrownBy(() -> query.connection(new RelayArguments(1, "x", null, null)))
                .isInstanceOf(CursorException.class);
        assertThatThrownBy(() -> query.connection(new RelayArguments(0, null, null, "x")))
                .isInstanceOf(CursorException.class);
        assertThat(statements.run()).isZero();
    }

    @Test
    void aTokenOfAnotherFilterIsRefused() {
        String foreign = query.where(EVENTS.KIND.eq("k1")).first().endToken().orElseThrow();
        assertThatThrownBy(() -> query.connection(new RelayArguments(1, foreign, null, null)))
                .isInstanceOf(FilterMismatchException.class);
    }

    @Test
    void textsForPeopleHoldNeitherRowsNorCursors() {
        RelayConnection<EventRecord> connection = query.connection(new RelayArguments(2, null, null, null));
        assertThat(connection)
                .hasToString("RelayConnection[2 edges, PageInfo[hasNextPage=true, hasPreviousPage=false]]");
        assertThat(connection.edges().get(0)).hasToString("Edge");
        assertThat(new RelayArguments(2, "secret", null, null))
                .hasToString("RelayArguments[first=2, after, last=null, no before]");
    }

    private static List<Long> ids(RelayConnection<EventRecord> connection) {
        return connection.nodes().stream().map(EventRecord::id).toList();
    }
}
