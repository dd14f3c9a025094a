package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/pagination.md on totals, jumps and walks. */
@PostgresTest
class PageFactsPageTest {
    private final PageQuery<EventRecord> query;
    private final List<EventRecord> written = new ArrayList<>();
    private @Nullable Cursor saved;

    PageFactsPageTest(DSLContext dsl) {
        query = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build()
                .page(dsl)
                .size(20)
                .tokens(CursorTokens.unsigned());
    }

    @BeforeEach
    void load(DSLContext dsl) {
        dsl.execute("drop table if exists events");
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind) select 7, now(), 'k' from generate_series(1, 50) g");
        dsl.execute("analyze events");
    }

    @Test
    void totals() {
        // tag::totals[]
        RowCount exact = query.count(Total.EXACT); // 12,345
        RowCount capped = query.count(Total.capped(10_000)); // 10,000+
        RowCount estimated = query.count(Total.ESTIMATED); // ~12,300
        // end::totals[]
        assertThat(exact).hasToString("50");
        assertThat(capped).hasToString("50");
        assertThat(estimated).hasToString("~50");
    }

    @Test
    void jump() {
        // tag::jump[]
        Page<EventRecord> third = query.jumpTo(3);
        Page<EventRecord> second = query.before(third.previous().orElseThrow());
        // end::jump[]
        assertThat(third).hasSize(10);
        assertThat(second.rows()).isEqualTo(query.jumpTo(2).rows());
    }

    @Test
    void walk() {
        // tag::walk[]
        query.forEachPage(saved(), page -> {
            write(page.rows());
            save(page.end().orElseThrow());
        });

        query.stream().limit(1_000).forEach(this::write);
        // end::walk[]
        assertThat(written).hasSize(100);
        assertThat(saved()).isEqualTo(query.last().end().orElseThrow());
    }

    @Test
    void relay() {
        Integer first = 10;
        String after = null;
        Integer last = null;
        String before = null;
        // tag::relay[]
        RelayArguments arguments = new RelayArguments(first, after, last, before);
        RelayConnection<Long> connection = query.connection(arguments).map(EventRecord::id);
        // end::relay[]
        assertThat(connection.edges()).hasSize(10);
        assertThat(connection.pageInfo().hasNextPage()).isTrue();
    }

    private @Nullable Cursor saved() {
        return saved;
    }

    private void save(Cursor cursor) {
        saved = cursor;
    }

    private void write(List<EventRecord> rows) {
        written.addAll(rows);
    }

    private void write(EventRecord row) {
        written.add(row);
    }
}
