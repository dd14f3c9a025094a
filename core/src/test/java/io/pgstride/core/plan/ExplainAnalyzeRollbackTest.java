package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EXPLAIN ANALYZE of a statement that writes leaves no row behind, wherever it runs. */
@PostgresTest
class ExplainAnalyzeRollbackTest {
    private static final String STATE = "select coalesce(string_agg(id || kind, ',' order by id), '') from event";
    private static final String BEFORE = "1a,2b,3c";

    @BeforeEach
    void createTable(DSLContext dsl) {
        dsl.execute("drop table if exists event");
        dsl.execute("create table event (id int primary key, kind text)");
        dsl.execute("insert into event values (1, 'a'), (2, 'b'), (3, 'c')");
        dsl.execute("create or replace function write_event() returns int language sql as"
                + " 'insert into event values (9, ''z'') returning id'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into event values (4, 'd')",
                "update event set kind = 'x'",
                "delete from event",
                "with gone as (delete from event returning *) select * from gone",
                "select write_event()",
                "create table copied as select * from event",
            })
    void nothingIsChanged(String sql, DSLContext dsl, DataSource dataSource) throws SQLException {
        QueryPlan plan = Explain.on(dsl).analyze().plan(sql);
        assertThat(plan.root().loops()).as("it was executed").hasValue(1);
        assertThat(state(dsl)).isEqualTo(BEFORE);

        try (Connection connection = dataSource.getConnection()) {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            Explain.on(here).analyze().plan(sql);
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(state(dsl)).as("with autocommit on one connection").isEqualTo(BEFORE);

            connection.setAutoCommit(false);
            Explain.on(here).analyze().plan(sql);
            assertThat(connection.getAutoCommit()).isFalse();
            connection.commit();
            assertThat(state(dsl)).as("in a transaction of plain JDBC").isEqualTo(BEFORE);
        }
        dsl.transaction(tx -> Explain.on(tx.dsl()).analyze().plan(sql));
        assertThat(state(dsl)).as("in a transaction of jOOQ").isEqualTo(BEFORE);
        assertThat(dsl.fetchValue("select to_regclass('copied')")).isNull();
    }

    /** The negative control: without the rollback the rows would be gone. */
    @Test
    void explainAnalyzeByHandDoesChange(DSLContext dsl) {
        dsl.fetch("explain (analyze) delete from event");

        assertThat(state(dsl)).isEmpty();
    }

    @Test
    void whatTheTransactionWroteBeforeStaysAndIsSeen(DSLContext dsl, DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            here.execute("insert into event values (4, 'd')");
            QueryPlan plan = Explain.on(here).analyze().plan("delete from event");

            assertThat(plan.root().children().get(0).actualRows()).hasValue(4);
            assertThat(state(here)).isEqualTo(BEFORE + ",4d");
            connection.commit();
        }
        assertThat(state(dsl)).isEqualTo(BEFORE + ",4d");
    }

    @Test
    void aStatementThatFailsLeavesTheTransactionUsable(DSLContext dsl) {
        dsl.transaction(tx -> {
            tx.dsl().execute("insert into event values (4, 'd')");
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> Explain.on(tx.dsl()).analyze().plan("insert into event values (1, 'again')"))
                    .satisfies(e -> assertThat(e.sqlState()).isEqualTo("23505"));
            tx.dsl().execute("insert into event values (5, 'e')");
        });

        assertThat(state(dsl)).isEqualTo(BEFORE + ",4d,5e");
    }

    @Test
    void aFailureWithAutocommitGivesTheConnectionBackAsItWas(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> Explain.on(here).analyze().plan("select 1 / 0"));

            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(state(here)).isEqualTo(BEFORE);
        }
    }

    @Test
    void aConnectionThatDiesMeanwhileKeepsItsFirstError(DSLContext dsl) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> Explain.on(dsl).analyze().plan("select pg_terminate_backend(pg_backend_pid())"))
                .satisfies(e -> assertThat(e.sqlState()).isEqualTo("57P01"));
    }

    @Test
    void hooksOfTheTransactionSeeNothingOfIt(DataSource dataSource) {
        List<String> seen = new ArrayList<>();
        DSLContext dsl = DSL.using(TransactionHooks.wrap(dataSource), SQLDialect.POSTGRES);
        dsl.transaction(tx -> {
            TransactionHooks hooks = TransactionHooks.of(tx.dsl());
            hooks.beforeCommit(connection -> seen.add("before commit"));
            hooks.afterCompletion(outcome -> seen.add(outcome.getClass().getSimpleName()));
            Explain.on(tx.dsl()).analyze().plan("delete from event");
            assertThat(seen).isEmpty();
        });

        assertThat(seen).containsExactly("before commit", "Committed");
        assertThat(state(dsl)).isEqualTo(BEFORE);
    }

    @Test
    void aGenericPlanLeavesNoSettingBehind(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            if (connection.getMetaData().getDatabaseMajorVersion() >= 16) {
                Explain.on(here).genericPlan().plan("select * from event where id = $1");
            }

            assertThat(here.fetchValue("select nullif(current_setting('pgstride.plan', true), '')"))
                    .isNull();
            assertThat(here.fetchValue("select nullif(current_setting('pgstride.explain', true), '')"))
                    .isNull();
        }
    }

    private static String state(DSLContext dsl) {
        return dsl.resultQuery(STATE).fetchSingle().get(0, String.class);
    }
}
