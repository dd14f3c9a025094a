package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.currentCatalog;
import static org.jooq.impl.DSL.name;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@PostgresTest(scripts = {"/schema.sql", "/rows.sql"})
class PostgresTestTest {
    private static String nameAtBeginning = "";
    private final PostgresDatabase ofConstructor;

    PostgresTestTest(PostgresDatabase database) {
        this.ofConstructor = database;
    }

    @BeforeAll
    static void begin(PostgresDatabase database) {
        nameAtBeginning = database.name();
    }

    @Test
    void everyParameterIsOnTheDatabaseOfTheClass(
            DataSource dataSource,
            DSLContext dsl,
            PostgresDatabase database,
            PostgresServer server,
            @JdbcUrl String url)
            throws SQLException {
        assertThat(database.name()).startsWith("postgrestesttest_").isEqualTo(nameAtBeginning);
        assertThat(ofConstructor).isSameAs(database);
        assertThat(server).isSameAs(PostgresServer.shared());
        assertThat(dsl.select(currentCatalog()).fetchSingle().value1()).isEqualTo(database.name());
        try (Connection one = dataSource.getConnection();
                Connection two = DriverManager.getConnection(url)) {
            assertThat(one.getCatalog()).isEqualTo(two.getCatalog()).isEqualTo(database.name());
        }
    }

    @Test
    void scriptsHaveRunInOrder(DSLContext dsl) {
        assertThat(dsl.fetchCount(dsl.selectFrom(name("rooms").toString()))).isEqualTo(2);
    }

    @Test
    void statementStatisticsAreAtHand(DSLContext dsl) {
        assertThat(dsl.fetchCount(dsl.selectFrom("pg_stat_statements"))).isPositive();
    }

    @Nested
    class NestedWithoutAnnotation {
        @Test
        void usesTheDatabaseOfTheClassAround(PostgresDatabase database) {
            assertThat(database).isSameAs(ofConstructor);
        }
    }

    @Nested
    @PostgresTest
    class NestedWithAnnotation {
        @Test
        void hasADatabaseOfItsOwn(PostgresDatabase database, DSLContext dsl) {
            assertThat(database).isNotSameAs(ofConstructor);
            assertThat(dsl.fetchExists(dsl.selectFrom("pg_tables").where("tablename = 'rooms'")))
                    .isFalse();
        }
    }
}
