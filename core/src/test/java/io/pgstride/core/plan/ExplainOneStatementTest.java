package io.pgstride.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EXPLAIN takes one statement: what follows a semicolon would be executed and not explained. */
@PostgresTest
class ExplainOneStatementTest {
    private static final String STATE = "select string_agg(id::text, ',' order by id) from event";

    @BeforeEach
    void createTable(DSLContext dsl) {
        dsl.execute("drop table if exists event");
        dsl.execute("create table event (id int primary key)");
        dsl.execute("insert into event values (1), (2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; delete from event",
                "select 1; delete from event; commit; select 2",
                "delete from event; commit",
                "select ';' ; delete from event -- ;",
                "select E'\\';'; delete from event",
                "select $a$ $b$ ; $a$; delete from event",
                "select 1 as \"a;b\" /* ; /* ; */ */ ; delete from event",
                "select 1;; delete from event",
                "select begin atomic from (select 1 as begin) x; delete from event",
            })
    void severalStatementsAreRefusedBeforeAnythingIsSent(String sql, DSLContext dsl, PostgresDatabase database)
            throws SQLException {
        List<Explain> ways = List.of(
                Explain.on(dsl), Explain.on(dsl).analyze(), Explain.on(dsl).genericPlan());
        for (Explain explain : ways) {
            assertRefused(explain, sql, dsl);
        }
        try (Connection simple = connect(database, "preferQueryMode=simple")) {
            DSLContext here = DSL.using(simple, SQLDialect.POSTGRES);
            assertRefused(Explain.on(here), sql, here);
            assertRefused(Explain.on(here).analyze(), sql, here);
        }
    }

    /** The negative control: without the check the rows would be gone. */
    @Test
    void aSecondStatementBehindExplainByHandIsExecuted(DSLContext dsl) {
        dsl.fetch("explain select 1; delete from event");

        assertThat(dsl.fetchValues("select id from event")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from event;",
                "delete from event ; \n ",
                "delete from event; -- the end;",
                "delete from event /* ; */",
                "delete from event -- ;",
                "delete from event where id::text <> ';'",
                "delete from event where id::text <> '\\' or id::text = ';'",
                "delete from event where id::text <> E'\\';'",
                "delete from event where id::text <> $$;$$ or id::text <> $a$;$a$",
                "with \"a;b\" as (delete from event returning id - 1) select * from \"a;b\"",
            })
    void semicolonsThatSeparateNothingAreAllowed(String sql, DSLContext dsl) {
        assertThatCode(() -> Explain.on(dsl).plan(sql)).doesNotThrowAnyException();
        assertThat(Explain.on(dsl).analyze().plan(sql).root().loops()).hasValue(1);
        assertThat(state(dsl)).isEqualTo("1,2");
    }

    @Test
    void literalsAreReadAsTheSessionReadsThem(PostgresDatabase database) throws SQLException {
        String sql = "select 'a\\'; delete from event --'";
        try (Connection connection = connect(database, "options=-c%20standard_conforming_strings=off")) {
            DSLContext here = DSL.using(connection, SQLDialect.POSTGRES);
            assertThatCode(() -> Explain.on(here).plan(sql)).doesNotThrowAnyException();
        }
        try (Connection connection = connect(database, "options=-c%20standard_conforming_strings=on")) {
            assertRefused(Explain.on(DSL.using(connection, SQLDialect.POSTGRES)), sql, DSL.using(connection));
        }
    }

    private static void assertRefused(Explain explain, String sql, DSLContext dsl) {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> explain.plan(sql))
                .withMessageContaining("one statement")
                .withMessageNotContaining("event");
        assertThat(state(dsl)).isEqualTo("1,2");
    }

    private static Connection connect(PostgresDatabase database, String option) throws SQLException {
        String url = database.url() + (database.url().contains("?") ? "&" : "?") + option;
        return DriverManager.getConnection(url, database.user(), database.password());
    }

    private static String state(DSLContext dsl) {
        return dsl.resultQuery(STATE).fetchSingle().get(0, String.class);
    }
}
