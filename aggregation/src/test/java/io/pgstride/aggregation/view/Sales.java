package io.pgstride.aggregation.view;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A table of sales and a view of their sums, and who holds what. */
final class Sales {
    static final Name DAILY = DSL.name("public", "daily");
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of a query that is under way until it is released: it waits for this advisory lock. */
    private static final long GATE = 4711;

    private Sales() {}

    /** As patient as the tests are, for the gate is a lock too. */
    static MaterializedViews views(DataSource dataSource) {
        return MaterializedViews.on(dataSource).lockTimeout(PATIENCE.multipliedBy(5));
    }

    /** Anew. */
    static void create(DSLContext dsl) {
        dsl.execute("drop schema public cascade");
        dsl.execute("create schema public");
        dsl.execute(MaterializedViews.ddl());
        dsl.execute("create table sale (day int not null, amount int not null)");
        dsl.execute("insert into sale select g % 100, g from generate_series(1, 1000) g");
        dsl.execute("create materialized view daily as select day, sum(amount) as amount from sale group by day");
        dsl.execute("create unique index daily_day on daily (day)");
    }

    /** A view whose refresh waits for the gate. */
    static void gate(DSLContext dsl) {
        dsl.execute("drop materialized view daily");
        dsl.execute("create sequence runs start 0 minvalue 0");
        dsl.execute("""
                create function pass_gate(bigint) returns boolean language plpgsql volatile as
                'begin perform pg_catalog.nextval(''public.runs''); perform pg_catalog.pg_advisory_lock_shared($1); perform pg_catalog.pg_advisory_unlock_shared($1); return true; end'
                """);
        dsl.execute(
                "create materialized view daily as select day, sum(amount) as amount from sale where (select pass_gate({0})) group by day",
                DSL.inline(GATE));
        dsl.execute("create unique index daily_day on daily (day)");
    }

    /** How often the query of a gated view was begun, other than by its creation, whatever became of it. */
    static long runs(DSLContext dsl) {
        return dsl.fetchSingle("select last_value from runs").get(0, Long.class);
    }

    /** How many numbers were drawn: one by each call, one by each refresh that it runs. */
    static long numbers(DSLContext dsl) {
        return dsl.fetchSingle(
                        "select coalesce(pg_sequence_last_value(pg_get_serial_sequence('pgstride_view_refresh', 'id')), 0)")
                .get(0, Long.class);
    }

    static long total(DSLContext dsl) {
        return dsl.fetchSingle("select sum(amount) from daily").get(0, Long.class);
    }

    /** Until closed, refreshes of a gated view wait. */
    static Held closeGate(DataSource dataSource) throws SQLException {
        return Held.by(dataSource, "select pg_advisory_xact_lock(" + GATE + ")");
    }

    /** Waits until so many sessions wait for a lock of a type. */
    static void awaitWaiting(DSLContext dsl, String type, int sessions) {
        await().atMost(PATIENCE).until(() -> waiting(dsl, type) == sessions);
    }

    private static int waiting(DSLContext dsl, String type) {
        return dsl.fetchSingle(
                        "select count(*) from pg_stat_activity where datname = current_database()"
                                + " and wait_event_type = 'Lock' and wait_event = ?",
                        type)
                .get(0, Integer.class);
    }

    /** A transaction that holds what its statement locked. */
    record Held(Connection connection) implements AutoCloseable {
        static Held by(DataSource dataSource, String sql) throws SQLException {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            DSL.using(connection, SQLDialect.POSTGRES).execute(sql);
            return new Held(connection);
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.close();
        }
    }
}
