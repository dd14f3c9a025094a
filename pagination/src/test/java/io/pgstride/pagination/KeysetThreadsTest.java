package io.pgstride.pagination;

import static io.pgstride.pagination.Events.EVENTS;
import static io.pgstride.pagination.Key.desc;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.pagination.Events.EventRecord;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class KeysetThreadsTest {
    private static final int THREADS = 8;
    private static final int USERS = 4;
    private static final int ROWS = 400;

    @BeforeAll
    static void load(DSLContext dsl) {
        dsl.execute(Events.DDL);
        dsl.execute(
                "insert into events (user_id, created_at, kind) select g % ?, '2026-01-01', 'k' from generate_series(1, ?) g",
                USERS, ROWS);
    }

    @Test
    void manyThreadsShareOneKeyset(DataSource dataSource) throws Exception {
        Keyset<EventRecord> keyset = Keyset.of(EVENTS)
                .orderBy(desc(EVENTS.CREATED_AT), desc(EVENTS.ID))
                .build();
        CyclicBarrier together = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<List<EventRecord>>> walks = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                Callable<List<EventRecord>> walk = () -> {
                    together.await();
                    return walk(dataSource, keyset, number);
                };
                walks.add(threads.submit(walk));
            }
            for (int i = 0; i < THREADS; i++) {
                assertOwnRows(walks.get(i).get(), i % USERS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<EventRecord> walk(DataSource dataSource, Keyset<EventRecord> keyset, int number)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            PageQuery<EventRecord> query = keyset.page(DSL.using(connection, SQLDialect.POSTGRES))
                    .where(EVENTS.USER_ID.eq((long) number % USERS))
                    .size(number + 1);
            return number % 2 == 0 ? Walk.forward(query) : Walk.backward(query);
        }
    }

    private static void assertOwnRows(List<EventRecord> rows, long user) {
        assertThat(rows).hasSize(ROWS / USERS).allMatch(row -> row.get(EVENTS.USER_ID) == user);
        assertThat(rows)
                .extracting(EventRecord::id)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
}
