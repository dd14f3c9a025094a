package io.pgstride.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

@PostgresTest
class EnvironmentTest {

    @Test
    void aServerOfTheUserIsLeftAsItWas(PostgresDatabase users, DSLContext dsl) throws Exception {
        dsl.createTable(name("events")).column(field("id", Integer.class)).execute();
        List<String> words = new ArrayList<>();

        try (Environment environment = new Environment(users.url(), words::add)) {
            try (Connection connection = environment.postgres().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE events (id integer)");
                statement.execute("INSERT INTO events VALUES (1)");
            }
            assertThat(environment.postgres()).isSameAs(environment.postgres());
            assertThat(schemas(dsl)).hasSize(1);
        }

        assertThat(schemas(dsl)).isEmpty();
        assertThat(dsl.fetchCount(table(name("public", "events")))).isZero();
        assertThat(words).singleElement().asString().contains("shared_buffers").doesNotContain(users.url());
    }

    @Test
    void aSchemaThatTheUserDroppedMeanwhileIsNoError(PostgresDatabase users, DSLContext dsl) throws Exception {
        Environment environment = new Environment(users.url(), line -> {});
        environment.postgres();
        schemas(dsl).forEach(schema -> dsl.dropSchema(name(schema)).execute());

        environment.close();

        assertThat(schemas(dsl)).isEmpty();
    }

    @Test
    void whatIsNotAskedForIsNotStarted() throws Exception {
        List<String> words = new ArrayList<>();

        new Environment(null, words::add).close();

        assertThat(words).isEmpty();
    }

    private static List<String> schemas(DSLContext dsl) {
        return dsl.select(field(name("nspname"), String.class))
                .from(table(name("pg_namespace")))
                .where(field(name("nspname"), String.class).startsWith("pgstride_benchmarks_"))
                .fetch(0, String.class);
    }
}
