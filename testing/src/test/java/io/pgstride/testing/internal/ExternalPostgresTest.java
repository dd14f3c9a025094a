package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.ServerStartException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The server of this JVM is taken for somebody else's. */
@EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsOurs")
@PostgresTest
class ExternalPostgresTest {

    @BeforeAll
    static void roles(DSLContext dsl, PostgresDatabase database) {
        dsl.execute("create role " + database.name() + "_creator login createdb password 'open sesame'");
        dsl.execute("create role " + database.name() + "_nobody login password 'open sesame'");
    }

    @AfterAll
    static void noRoles(DSLContext dsl, PostgresDatabase database) {
        dsl.execute("drop role " + database.name() + "_creator, " + database.name() + "_nobody");
    }

    @Test
    void embeddedServersThatStandInForItAreOfItsMajor(DSLContext dsl, PostgresDatabase database) {
        int major = dsl.connectionResult(connection -> connection.getMetaData().getDatabaseMajorVersion());
        PostgresSwitch external = new PostgresSwitch.External(external(database, "nobody"));
        assertThat(external.embedded(PostgresSpec.ANY).major()).hasValue(major);
    }

    @Test
    void oneDatabaseThatCannotBeDroppedDoesNotKeepTheOthers(DSLContext dsl, PostgresDatabase database) {
        RunningPostgres server = ExternalPostgres.connect(external(database, "creator"), PostgresSpec.ANY);
        List<String> kept = List.of(Databases.create(server, "kept"), Databases.create(server, "kept"));
        List<String> others = Stream.generate(() -> Databases.create(server, "other"))
                .limit(3)
                .toList();
        kept.forEach(name -> dsl.execute("alter database " + name + " is_template true"));
        assertThatThrownBy(server::close)
                .hasMessageContaining(kept.get(0))
                .hasMessageContaining(kept.get(1))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(others).noneMatch(name -> exists(dsl, name));
        kept.forEach(name -> dsl.execute("alter database " + name + " is_template false"));
        server.close();
        assertThat(kept).noneMatch(name -> exists(dsl, name));
    }

    @Test
    @EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsEmbedded")
    void aDatabaseWhoseExtensionFailsDoesNotStay() {
        try (PostgresServer own = PostgresServer.builder().start()) {
            JdbcTarget target = new JdbcTarget(own.host(), own.port(), "postgres", "");
            RunningPostgres server = ExternalPostgres.connect(target, PostgresSpec.ANY);
            DSLContext template = DSL.using(target.dataSource("template1"), SQLDialect.POSTGRES);
            template.execute("create view pg_stat_statements as select 1 as one");
            assertThatThrownBy(() -> Databases.create(server, "failing")).hasMessageContaining("already exists");
            assertThat(template.fetchExists(template.selectFrom("pg_database").where("datname like 'failing%'")))
                    .isFalse();
        }
    }

    @Test
    void aRoleThatMayCreateDatabasesIsEnoughAndWhatIsLeftIsDroppedAtTheEnd(DSLContext dsl, PostgresDatabase database) {
        JdbcTarget target = external(database, "creator");
        RunningPostgres server = ExternalPostgres.connect(target, PostgresSpec.ANY);
        String dropped = Databases.create(server, "external");
        String left = Databases.create(server, "external");
        assertThat(exists(dsl, left)).isTrue();
        Databases.drop(server, dropped);
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
