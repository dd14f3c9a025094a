package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.internal.ChosenServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsOurs")
class PostgresServerTest {

    @Test
    void theSharedServerHasTheDefaultSettings() {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase("defaults")) {
            Map.of(
                            "fsync", "off",
                            "synchronous_commit", "on",
                            "max_connections", "200",
                            "shared_preload_libraries", "pg_stat_statements",
                            "track_io_timing", "on",
                            "wal_level", "logical",
                            "server_encoding", "UTF8")
                    .forEach((name, value) ->
                            assertThat(setting(database, name)).as(name).isEqualTo(value));
        }
    }

    @Test
    void theMajorIsTheOneAskedForByTheSwitch() {
        String asked = ChosenServers.postgres().replaceAll("\\D+(\\d+)?.*", "$1");
        try (PostgresDatabase database = PostgresServer.shared().createDatabase("major")) {
            assertThat(setting(database, "server_version")).startsWith(asked.isEmpty() ? "17" : asked);
        }
    }

    @Test
    void aServerOfItsOwnTakesAnySettingAndEndsWhenClosed() {
        String odd = "it's \\ a \"b\" $HOME; `id`";
        PostgresServer server = PostgresServer.builder()
                .setting("custom.odd", odd)
                .setting("shared_buffers", "24MB")
                .setting("fsync", "on")
                .setting("max_connections", "33")
                .start();
        try (server;
                PostgresDatabase database = server.createDatabase("own")) {
            assertThat(setting(database, "custom.odd")).isEqualTo(odd);
            assertThat(setting(database, "shared_buffers")).isEqualTo("24MB");
            assertThat(setting(database, "fsync")).isEqualTo("on");
            assertThat(setting(database, "max_connections")).isEqualTo("33");
            assertThat(server.port()).isNotEqualTo(PostgresServer.shared().port());
        }
        assertThat(new Listening(server.host(), server.port()).answers()).isFalse();
    }

    @Test
    void databaseNamesFitAndDiffer() {
        PostgresServer server = PostgresServer.shared();
        try (PostgresDatabase one = server.createDatabase("Ä name; that \" is ".repeat(9));
                PostgresDatabase two = server.createDatabase("")) {
            assertThat(one.name()).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9_]+");
            assertThat(two.name()).isNotEqualTo(one.name());
            assertThat(one.dsl().fetchSingle("select current_database()").get(0))
                    .isEqualTo(one.name());
        }
    }

    @Test
    void aDroppedDatabaseIsGoneThoughSessionsWereInIt() throws Exception {
        PostgresServer server = PostgresServer.shared();
        PostgresDatabase database = server.createDatabase("dropped");
        try (var connection = database.dataSource().getConnection();
                PostgresDatabase other = server.createDatabase("other")) {
            database.close();
            database.close();
            assertThat(connection.isValid(5)).isFalse();
            DSLContext dsl = other.dsl();
            assertThat(dsl.fetchExists(dsl.selectFrom("pg_database").where("datname = ?", database.name())))
                    .isFalse();
        }
    }

    @Test
    @EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsEmbedded")
    void anInterruptedStartLeavesNoThreadThatGoesOnStarting() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                PostgresServer.builder().start().close();
            } catch (ServerStartException e) {
                interrupted.complete(Thread.interrupted() && !isStarting());
            }
        });
        thread.start();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(PostgresServerTest::isStarting);
        thread.interrupt();
        assertThat(interrupted.get(40, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean isStarting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("pgstride-postgres-start"));
    }

    @Test
    void theSharedServerStaysWhenClosed() {
        PostgresServer.shared().close();
        PostgresServer.shared().createDatabase("still").close();
    }

    @Test
    void textIsOrderedAndMappedTheSameOnEveryMachine() {
        try (PostgresDatabase database = PostgresServer.shared().createDatabase("text")) {
            assertThat(database.dsl()
                            .fetch("select t from (values ('b'), ('B'), ('a'), ('_')) v (t) order by t")
                            .getValues(0, String.class))
                    .containsExactly("B", "_", "a", "b");
        }
    }

    private static String setting(PostgresDatabase database, String name) {
        return database.dsl()
                .fetchSingle("select current_setting({0})", org.jooq.impl.DSL.inline(name))
                .get(0, String.class);
    }

    @Test
    @EnabledIf("io.pgstride.testing.internal.ChosenServers#postgresIsEmbedded")
    void aRestartBreaksConnectionsAndKeepsWhatWasCommitted() throws Exception {
        try (PostgresServer server = PostgresServer.builder()
                        .setting("max_connections", "33")
                        .start();
                PostgresDatabase database = server.createDatabase("restarted");
                Connection before = database.dataSource().getConnection()) {
            database.dsl().execute("create table kept as select 7 as n");
            int port = server.port();
            server.restart();
            assertThatThrownBy(() -> before.createStatement().execute("select 1"))
                    .isInstanceOf(SQLException.class);
            assertThat(server.port()).isEqualTo(port);
            assertThat(database.dsl().fetchValue("select n from kept")).isEqualTo(7);
            assertThat(setting(database, "max_connections")).isEqualTo("33");
        }
    }

    @Test
    void theSharedServerIsNotRestarted() {
        assertThatThrownBy(() -> PostgresServer.shared().restart())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PostgresServer.builder()");
    }
}
