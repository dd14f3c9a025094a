package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.FindingSources;
import io.pgstride.core.finding.Severity;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server of its own with 20 connections, 3 of them for superusers, and from PostgreSQL 16 on 2 more that are reserved. */
class ConnectionBudgetTest {
    private static PostgresServer server;
    private static PostgresDatabase database;
    private static int reserved;

    private final List<Connection> open = new ArrayList<>();
    private DSLContext asking;

    @BeforeAll
    static void start() {
        server = PostgresServer.builder()
                .setting("max_connections", "20")
                .setting("superuser_reserved_connections", "3")
                .start();
        database = server.createDatabase("budget");
        reserved = 3;
        if (database.dsl()
                        .fetchSingle("show server_version_num")
                        .get(0, String.class)
                        .compareTo("160000")
                >= 0) {
            database.dsl().execute("alter system set reserved_connections = 2");
            server.restart();
            reserved = 5;
        }
        database.dsl().execute("create role shop login");
        database.dsl().execute("create role limited login connection limit 4");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void ask() throws SQLException {
        asking = DSL.using(connect("shop", "shop"), SQLDialect.POSTGRES);
        awaitAlone();
    }

    /** A session is there for a moment after its client has left. */
    private void awaitAlone() {
        await().until(() -> room(PlannedPool.named("shop", 1, 1)).others().isEmpty());
    }

    @AfterEach
    void closeAll() throws SQLException {
        for (Connection connection : open) {
            connection.close();
        }
        database.dsl().execute("alter database \"" + database.name() + "\" connection limit -1");
    }

    @Test
    void figures() throws SQLException {
        connect("postgres", "psql");
        connect("postgres", "psql");
        connect("limited", "report");
        ConnectionRoom room = room(PlannedPool.named("shop", 3, 2), PlannedPool.named("shop-worker", 5, 1));
        assertThat(room.subject()).isEqualTo("max_connections");
        assertThat(room.limit()).isEqualTo(20);
        assertThat(room.reserved()).isEqualTo(reserved);
        assertThat(room.available()).isEqualTo(20 - reserved);
        assertThat(room.planned()).isEqualTo(11);
        assertThat(room.others()).containsExactly(entry("psql", 2L), entry("report", 1L));
    }

    /** What an ordinary role can open is what the budget says there is. */
    @Test
    void availableIsWhatTheServerGives() throws SQLException {
        int available = room(PlannedPool.named("shop", 1, 1)).available();
        while (open.size() < available) {
            connect("shop", "shop");
        }
        assertThatThrownBy(() -> connect("shop", "shop"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53300"));
    }

    @Test
    void whatFitsIsFine() {
        int available = 20 - reserved;
        ConnectionBudget budget = ConnectionBudget.of(PlannedPool.named("shop", available, 1));
        assertThat(budget.check(asking)).isEmpty();
        assertThat(FindingSources.of(budget).find(asking)).isEmpty();
    }

    @Test
    void poolsThatCannotFitAreRefused() throws SQLException {
        connect("postgres", "psql");
        connect("postgres", "psql");
        ConnectionBudget budget = ConnectionBudget.of(PlannedPool.named("shop", 6, 4));
        assertThatThrownBy(() -> budget.check(asking))
                .isInstanceOfSatisfying(
                        ConnectionBudgetException.class,
                        e -> assertThat(e.findings())
                                .singleElement()
                                .extracting(Finding::toText)
                                .isEqualTo("""
                                CRITICAL core.connection-budget  max_connections
                                  The pools may open 24 connections, %d are to be had; make them smaller, or put PgBouncer between.
                                  limit: 20
                                  reserved: %d
                                  planned: 24
                                  pool shop: 6 x 4
                                  others: 2
                                  open psql: 2
                                  size that fits shop: 3
                                """.formatted(20 - reserved, reserved)))
                .hasMessageStartingWith("max_connections: The pools may open 24 connections");
        assertThat(FindingSources.of(budget).find(asking))
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void othersMakeItTight() throws SQLException {
        ConnectionBudget budget = ConnectionBudget.of(PlannedPool.named("shop", 20 - reserved, 1));
        assertThat(budget.check(asking)).isEmpty();
        connect("postgres", "psql");
        assertThat(budget.check(asking)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.summary()).contains("others hold 1 now");
            assertThat(finding.evidence()).containsEntry("size that fits shop", String.valueOf(19 - reserved));
        });
    }

    @Test
    void planCountsUpToItsSizeAndTheRestWithTheOthers() throws SQLException {
        connect("shop", "shop");
        connect("shop", "shop");
        assertThat(room(PlannedPool.named("shop", 3, 1)).others()).isEmpty();
        assertThat(room(PlannedPool.named("shop", 2, 1)).others()).containsExactly(entry("shop", 1L));
        assertThat(room(PlannedPool.named("shop", 3, 1).role("limited")).others())
                .containsExactly(entry("shop", 3L));
    }

    @Test
    void limitOfARole() {
        ConnectionBudget budget = ConnectionBudget.of(
                PlannedPool.named("shop", 5, 1),
                PlannedPool.named("reports", 5, 1).role("limited"));
        assertThat(budget.find(asking)).singleElement().satisfies(finding -> {
            assertThat(finding.subject()).isEqualTo("role limited");
            assertThat(finding.evidence())
                    .containsEntry("limit", 4)
                    .containsEntry("planned", 5L)
                    .containsEntry("pool reports", "5 x 1")
                    .containsEntry("size that fits reports", "4")
                    .doesNotContainKey("pool shop");
        });
        assertThat(ConnectionBudget.of(PlannedPool.named("reports", 4, 1).role("limited"))
                        .find(asking))
                .isEmpty();
    }

    @Test
    void superuserHasNoLimitOfItsRole() {
        database.dsl().execute("create role boss superuser login connection limit 1");
        assertThat(ConnectionBudget.of(PlannedPool.named("boss", 5, 1).role("boss"))
                        .measure(asking))
                .extracting(ConnectionRoom::subject)
                .containsExactly("max_connections");
    }

    @Test
    void limitOfADatabase() {
        database.dsl().execute("alter database \"" + database.name() + "\" connection limit 6");
        awaitAlone();
        assertThat(ConnectionBudget.of(PlannedPool.named("shop", 7, 1)).find(asking))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.subject()).isEqualTo("database " + database.name());
                    assertThat(finding.evidence()).containsEntry("limit", 6).containsEntry("reserved", 0);
                });
        assertThat(ConnectionBudget.of(PlannedPool.named("shop", 6, 1)).find(asking))
                .isEmpty();
        assertThat(ConnectionBudget.of(PlannedPool.named("shop", 7, 1).database("postgres"))
                        .find(asking))
                .isEmpty();
    }

    @Test
    void anyRoleSeesWhatTheSuperuserSees() throws SQLException {
        connect("postgres", "psql");
        connect("limited", "report");
        ConnectionBudget budget =
                ConnectionBudget.of(PlannedPool.named("shop", 1, 1).role("shop").database(database.name()));
        DSLContext superuser = DSL.using(connect("postgres", "psql"), SQLDialect.POSTGRES);
        assertThat(budget.measure(asking)).isEqualTo(budget.measure(superuser)).isNotEmpty();
    }

    @Test
    void poolOfAConfiguration() {
        HikariConfig config = Pools.server(url("someone", "named-by-url"))
                .user("nobody")
                .applicationName("other")
                .size(7)
                .config();
        assertThat(PlannedPool.of(config, 3))
                .isEqualTo(
                        PlannedPool.named("named-by-url", 7, 3).role("someone").database(database.name()));
        HikariConfig plain = new HikariConfig();
        plain.setJdbcUrl("jdbc:postgresql://localhost/db");
        plain.setUsername("me");
        plain.setMaximumPoolSize(2);
        assertThat(PlannedPool.of(plain, 1))
                .isEqualTo(PlannedPool.named("PostgreSQL JDBC Driver", 2, 1)
                        .role("me")
                        .database("db"));
    }

    @Test
    void whatIsNoPoolIsRefused() {
        HikariConfig withoutUrl = new HikariConfig();
        assertThatThrownBy(() -> PlannedPool.of(withoutUrl, 1))
                .isInstanceOf(PgstrideException.class)
                .hasMessageContaining("PlannedPool.named");
        assertThatThrownBy(() -> PlannedPool.named("shop", 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlannedPool.named("shop", 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private ConnectionRoom room(PlannedPool... pools) {
        return ConnectionBudget.of(pools).measure(asking).get(0);
    }

    private Connection connect(String role, String application) throws SQLException {
        Connection connection = DriverManager.getConnection(url(role, application));
        open.add(connection);
        return connection;
    }

    private static String url(String role, String application) {
        return "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database.name() + "?user=" + role
                + "&ApplicationName=" + application;
    }
}
