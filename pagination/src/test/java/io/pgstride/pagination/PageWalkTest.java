package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.asc;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.impl.DataSourceConnectionProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class PageWalkTest {
    private final DSLContext plain;
    private final CountedStatements statements;
    private final PageQuery<EventRecord> query;

    PageWalkTest(DSLContext dsl) {
        this.plain = dsl;
        this.statements = new CountedStatements(dsl);
        this.query = Keyset.of(EVENTS)
                .orderBy(asc(EVENTS.ID))
                .build()
                .page(statements.dsl())
                .size(10);
    }

    @BeforeEach
    void hundredRows() {
        plain.execute("drop table if exists events");
        plain.execute(Events.DDL);
        plain.execute(
                "insert into events (user_id, created_at, kind) select g, now(), 'k' from generate_series(1, 100) g");
    }

    @Test
    void allRowsComeInOrderWithOneStatementPerPage() {
        assertThat(query.stream().map(EventRecord::id)).containsExactlyElementsOf(ids(1, 100));
        assertThat(statements.run()).isEqualTo(10);
        assertThat(query.size(30).pages(null).map(page -> page.rows().size())).containsExactly(30, 30, 30, 10);
        assertThat(statements.run()).isEqualTo(4);
    }

    @Test
    void nothingRunsBeforeAPageIsAskedForNorAfterAnEarlyEnd() {
        Stream<EventRecord> stream = query.stream();
        assertThat(statements.run()).isZero();
        assertThat(stream.limit(20)).hasSize(20);
        assertThat(statements.run()).isEqualTo(2);
        assertThat(query.pages(null).findFirst()).isPresent();
        assertThat(statements.run()).isEqualTo(1);
        assertThat(query.stream().anyMatch(row -> row.id() == 25)).isTrue();
        assertThat(statements.run()).isEqualTo(3);
        try (Stream<EventRecord> closed = query.stream()) {
            Iterator<EventRecord> rows = closed.iterator();
            assertThat(rows.next().id()).isEqualTo(1);
        }
        assertThat(statements.run()).isEqualTo(1);
    }

    @Test
    void aParallelStreamReadsNoPageAhead() {
        assertThat(query.pages(null).parallel().limit(2)).hasSize(2);
        assertThat(statements.run()).isEqualTo(2);
        assertThat(query.stream().parallel().map(EventRecord::id).toList()).isEqualTo(ids(1, 100));
    }

    @Test
    void anEmptyResultGivesNoPage() {
        PageQuery<EventRecord> none = query.where(EVENTS.ID.lt(0L));
        assertThat(none.pages(null)).isEmpty();
        assertThat(none.stream()).isEmpty();
        none.forEachPage(null, page -> {
            throw new AssertionError("no page was to come");
        });
    }

    @Test
    void rowsThatAreGoneWhenTheirPageIsReadEndTheWalk() {
        List<Long> seen = new ArrayList<>();
        query.forEachPage(null, page -> {
            seen.addAll(idsOf(page));
            plain.deleteFrom(EVENTS).where(EVENTS.ID.gt(10L)).execute();
        });
        assertThat(seen).isEqualTo(ids(1, 10));
    }

    @Test
    void aFailingConsumerStopsTheWalkWhichGoesOnFromTheKeptCursor() {
        List<Long> handled = new ArrayList<>();
        AtomicReference<Cursor> kept = new AtomicReference<>();
        IllegalStateException failure = new IllegalStateException("disk full");
        assertThatThrownBy(() -> query.forEachPage(null, page -> {
                    if (idsOf(page).contains(35L)) {
                        throw failure;
                    }
                    handled.addAll(idsOf(page));
                    kept.set(page.end().orElseThrow());
                }))
                .isSameAs(failure);
        assertThat(handled).isEqualTo(ids(1, 30));
        assertThat(statements.run()).isEqualTo(4);
        query.forEachPage(kept.get(), page -> handled.addAll(idsOf(page)));
        assertThat(handled).isEqualTo(ids(1, 100));
        plain.execute("insert into events (user_id, created_at, kind) values (1, now(), 'k')");
        Cursor end = query.last().end().orElseThrow();
        assertThat(query.pages(end)).isEmpty();
        assertThat(query.pages(query.last().cursor(8)).flatMap(page -> page.rows().stream()))
                .extracting(EventRecord::id)
                .containsExactly(101L);
    }

    @Test
    void betweenPagesNoConnectionIsHeld() {
        CountedConnections connections = new CountedConnections(plain);
        connections
                .query()
                .forEachPage(null, page -> assertThat(connections.held).isZero());
        assertThat(connections.taken).isEqualTo(10);
    }

    @Test
    void aForeignCursorIsRefusedWhenItIsGiven() {
        Cursor foreign = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.ID))
                .build()
                .page(plain)
                .first()
                .cursor(0);
        assertThatThrownBy(() -> query.pages(foreign)).isInstanceOf(OrderingMismatchException.class);
        assertThatThrownBy(() -> query.forEachPage(foreign, page -> {})).isInstanceOf(OrderingMismatchException.class);
        assertThat(statements.run()).isZero();
    }

    @Test
    void theEndOfAnEmptyPageIsNone() {
        assertThat(query.where(EVENTS.ID.lt(0L)).first().end()).isEmpty();
        Page<EventRecord> last = query.last();
        assertThat(last.next()).isEmpty();
        assertThat(last.end()).contains(last.cursor(9));
        assertThat(last.map(EventRecord::id).end()).isEqualTo(last.end());
    }

    /** Connections of a DataSource, counted as jOOQ takes and gives them back. */
    private static final class CountedConnections implements ConnectionProvider {
        private final ConnectionProvider source;
        private final DSLContext dsl;
        private int held;
        private int taken;

        CountedConnections(DSLContext dsl) {
            this.source = dsl.configuration().connectionProvider();
            this.dsl = dsl;
            assertThat(source).isInstanceOf(DataSourceConnectionProvider.class);
        }

        PageQuery<EventRecord> query() {
            return Keyset.of(EVENTS)
                    .orderBy(asc(EVENTS.ID))
                    .build()
                    .page(dsl.configuration().derive(this).dsl())
                    .size(10);
        }

        @Override
        public Connection acquire() {
            held++;
            taken++;
            return source.acquire();
        }

        @Override
        public void release(Connection connection) {
            held--;
            source.release(connection);
        }
    }

    private static List<Long> idsOf(Page<EventRecord> page) {
        return page.rows().stream().map(EventRecord::id).toList();
    }

    private static List<Long> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
