package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.ServerStartException;
import java.util.Map;
import java.util.OptionalInt;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The server of this JVM is taken for somebody else's. */
@PostgresTest
class ExternalPostgresTest {

    @BeforeAll
    static void roles(DSLContext dsl, PostgresDatabase database) {
        dsl.execute("create role " + database.name() + "_creator login createdb password 'open sesame'");
        dsl.execute("create role " + database.name() + "_nobody login password 'open sesame'");
    }

    @Test
    void aRoleThatMayCreateDatabasesIsEnoughAndWhatIsLeftIsDroppedAtTheEnd(DSLContext dsl, PostgresDatabase database) {
        JdbcTarget target = external(database, "creator");
        RunningPostgres server = ExternalPostgres.connect(target, PostgresSpec.ANY);
        String dropped = Databases.create(target, "external");
        String left = Databases.create(target, "external");
        server.created(dropped);
        server.created(left);
        assertThat(exists(dsl, left)).isTrue();
        Databases.drop(target, dropped);
        server.dropped(dropped);
        server.close();
        assertThat(exists(dsl, dropped)).isFalse();
        assertThat(exists(dsl, left)).isFalse();
        assertThat(exists(dsl, database.name())).isTrue();
    }

    @Test
    void aRoleThatMayNotIsRefused(PostgresDatabase database) {
        assertThatThrownBy(() -> ExternalPostgres.connect(external(database, "nobody"), PostgresSpec.ANY))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("may not create databases")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedWithoutThePassword() {
        JdbcTarget nowhere = ExternalUrl.parse("jdbc:postgresql://localhost:1/app?user=me&password=sesame");
        assertThatThrownBy(() -> ExternalPostgres.connect(nowhere, PostgresSpec.ANY))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("No PostgreSQL answers at jdbc:postgresql://localhost:1/app as me")
                .hasMessageContaining("pgstride.postgres")
                .hasStackTraceContaining("refused")
                .satisfies(e -> assertThat(java.util.Arrays.toString(e.getStackTrace()) + e)
                        .doesNotContain("sesame"));
    }

    @Test
    void settingsAndOtherMajorsCannotBeAskedOfIt(PostgresDatabase database) {
        JdbcTarget target = external(database, "creator");
        PostgresSpec settings = new PostgresSpec(OptionalInt.empty(), OptionalInt.empty(), Map.of("work_mem", "8MB"));
        assertThatThrownBy(() -> ExternalPostgres.connect(target, settings)).hasMessageContaining("already running");
        assertThatThrownBy(() -> ExternalPostgres.connect(target, PostgresSpec.ANY.withMajor(OptionalInt.of(99))))
                .hasMessageContaining("PostgreSQL 99 was asked for");
    }

    private static JdbcTarget external(PostgresDatabase database, String role) {
        return ExternalUrl.parse("jdbc:postgresql://%s:%d/postgres?password=open%%20sesame&user=%s_%s"
                .formatted(database.server().host(), database.server().port(), database.name(), role));
    }

    private static boolean exists(DSLContext dsl, String database) {
        return dsl.fetchExists(dsl.selectFrom("pg_database").where("datname = ?", database));
    }
}
