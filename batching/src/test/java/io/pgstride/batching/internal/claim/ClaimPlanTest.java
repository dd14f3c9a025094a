package io.pgstride.batching.internal.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.UntypedText;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What claims read. */
@PostgresTest
class ClaimPlanTest {
    private static final int ROWS = 20_000;
    private static final Field<Long> ID = DSL.field(DSL.name("id"), SQLDataType.BIGINT);
    private static final Field<Integer> STATE = DSL.field(DSL.name("state"), SQLDataType.INTEGER);
    private static final Field<OffsetDateTime> RUN_AT =
            DSL.field(DSL.name("run_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    private static final ClaimSpec<Record> CLAIM = ClaimSpec.from(DSL.table(DSL.name("queue")))
            .key(List.of(ID))
            .where(STATE.eq(0))
            .order(List.of(RUN_AT))
            .lease(
                    DSL.field(DSL.name("until"), SQLDataType.TIMESTAMPWITHTIMEZONE),
                    DSL.field(DSL.name("token"), SQLDataType.UUID));

    private final DataSource dataSource;
    private final DSLContext dsl;

    ClaimPlanTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void load() {
        dsl.execute("drop table if exists queue");
        dsl.execute("""
                create table queue (id bigint primary key, state int not null default 0, run_at timestamptz not null,
                    until timestamptz, token uuid, payload text) with (autovacuum_enabled = off);
                create index queue_pending on queue (run_at, id) where state = 0;
                """);
        dsl.execute("""
                insert into queue (id, run_at, payload)
                select g, timestamptz '2026-01-01' + g * interval '1 microsecond', repeat('x', 100) from generate_series(1, ?) g
                """, ROWS);
        dsl.execute("vacuum analyze queue");
    }

    /** Buffers of one claim, which is rolled back. */
    private int measured(Query query, Binds binds) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            DSLContext session = DSL.using(connection, SQLDialect.POSTGRES);
            Rendered claim = Rendered.of(session, query);
            Object plan = session.resultQuery(
                            "explain (analyze, buffers, format json) " + claim.sql(),
                            claim.binds().stream()
                                    .map(name -> UntypedText.of(binds.get(name)))
                                    .toArray())
                    .fetchSingle()
                    .get(0, String.class);
            int buffers = session.fetchSingle("""
                            select (p->0->'Plan'->>'Shared Hit Blocks')::int + (p->0->'Plan'->>'Shared Read Blocks')::int
                            from (select ?::json as p) as explained
                            """, plan).get(0, Integer.class);
            connection.rollback();
            return buffers;
        }
    }

    /** The hint spares the dead rows that a held snapshot keeps; the claim without it is the control. */
    @Test
    void aHintedClaimDoesNotStepOverDeadRowsThatAHeldSnapshotKeeps() throws Exception {
        try (Connection holder = dataSource.getConnection()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement snapshot = holder.createStatement()) {
                snapshot.execute("select count(*) from queue");
            }
            for (int id = 0; id < ROWS - 1_000; id += 1_000) {
                dsl.execute("update queue set state = 1 where id > ? and id <= ?", id, id + 1_000);
            }
            ClaimSql<Record> sql = new ClaimSql<>(CLAIM, null);
            List<String> place = List.of("2026-01-01T00:00:00.018999Z", "18999");
            int hinted = measured(sql.claim(10, true), Binds.from(place));
            int unhinted = measured(sql.claim(10, false), new Binds());
            System.out.printf(
                    "ClaimPlanTest: a claim of 10 rows behind 19,000 dead ones reads %d buffers, with the hint %d%n",
                    unhinted, hinted);
            assertThat(hinted).isLessThan(60);
            assertThat(unhinted).isGreaterThan(20 * hinted);
        }
    }

    @Test
    void aClaimUnderALeaseReadsOnlyItsRows() throws Exception {
        int buffers = measured(
                new ClaimSql<>(CLAIM, Duration.ofMinutes(1)).claim(10, false), new Binds().token(UUID.randomUUID()));
        assertThat(buffers).isLessThan(200);
    }

    /** As a server-side statement is planned that has run often: the constants are no parameters, so the partial index serves. */
    @Test
    void aGenericPlanUsesThePartialIndex() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            DSLContext session = DSL.using(connection, SQLDialect.POSTGRES);
            session.execute("set plan_cache_mode = force_generic_plan");
            String hinted = numbered(Rendered.of(session, new ClaimSql<>(CLAIM, null).claim(500, true)));
            session.execute("prepare hinted as " + hinted);
            assertThat(session.fetch("explain execute hinted ('2026-01-01', 7)").format(100))
                    .contains("Index Scan using queue_pending")
                    .contains("ROW(run_at, id) >= ROW($1, $2)")
                    .doesNotContain("Sort");
        }
    }

    private static String numbered(Rendered rendered) {
        String sql = rendered.sql();
        for (int i = 1; i <= rendered.binds().size(); i++) {
            sql = sql.replaceFirst("\\?", "\\$" + i);
        }
        return sql;
    }
}
