package io.pgstride.examples.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.TokenFormat;
import io.pgstride.core.finding.Finding;
import io.pgstride.core.pool.Pools;
import io.pgstride.core.signing.SigningKey;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.Fallback.Last;
import io.pgstride.routing.Route;
import io.pgstride.routing.RouteExplanation;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.routing.SelectRouting;
import io.pgstride.routing.SessionToken;
import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What docs/routing.md shows and says, over a primary a and a replica b. */
class RoutingPageTest {
    private static final byte[] SECRET = new byte[32];

    private static PostgresCluster cluster;
    private static String database;
    private static RoutingDataSource routing;
    private static DataSource dataSource;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().start();
        database = cluster.createDatabase("page");
        routing = routing(url(0), url(1), Telemetry.none());
        dataSource = TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
        DSL.using(dataSource, SQLDialect.POSTGRES)
                .execute("create table orders (id int primary key, state text); insert into orders values (1, 'old')");
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
        cluster.close();
    }

    @AfterEach
    void resume() {
        standby().resumeReplay();
        cluster.awaitCaughtUp();
    }

    private static ClusterHost standby() {
        return cluster.hosts().get(1);
    }

    private static String url(int host) {
        return cluster.hosts().get(host).url(database);
    }

    private static RoutingDataSource routing(String urlOfA, String urlOfB, Telemetry telemetry) {
        // tag::options[]
        return RoutingDataSource.builder()
                .host(RoutingHost.of("a", Pools.server(urlOfA).size(10).config()))
                .host(RoutingHost.of("b", Pools.replica(urlOfB).size(20).config())
                        .weight(2))
                .maxLag(Duration.ofMinutes(1))
                .fallback(Fallback.ofDefaults().patience(Duration.ofMillis(100)).primaryReads(4))
                .connectionTimeout(Duration.ofSeconds(20))
                .telemetry(telemetry)
                .build();
        // end::options[]
    }

    private static String host(DataSource from) {
        return nameOf(DSL.using(from, SQLDialect.POSTGRES)
                .fetchSingle("select inet_server_port()")
                .get(0, Integer.class));
    }

    private static String nameOf(int port) {
        return port == standby().port() ? "b" : "a";
    }

    private static String state(DataSource from) {
        return DSL.using(from, SQLDialect.POSTGRES)
                .fetchSingle("select state from orders where id = 1")
                .get(0, String.class);
    }

    private static ConsistencyToken write(String state) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        Transactions.on(dataSource).run(dsl -> {
            dsl.execute("update orders set state = ? where id = 1", state);
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> token.set(committed.token().orElseThrow()));
        });
        return token.get();
    }

    @Test
    void viewsAreDataSources() {
        // tag::views[]
        DataSource reads = routing.readOnly();
        DataSource everything = routing.primary(); // writes, and reads that must see everything
        DataSource fresh = routing.on(Route.reads().maxLag(Duration.ofSeconds(5)));
        // end::views[]
        assertThat(List.of(host(reads), host(everything), host(fresh))).containsExactly("b", "a", "b");
    }

    @Test
    void connectionsSayWhatTheyDo() throws SQLException {
        // tag::jdbc[]
        try (Connection connection = dataSource.getConnection()) { // no host yet
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (PreparedStatement query = connection.prepareStatement("SELECT inet_server_port()")) { // a replica
                // end::jdbc[]
                ResultSet row = query.executeQuery();
                row.next();
                assertThat(nameOf(row.getInt(1))).isEqualTo("b");
            }
            connection.rollback();
        }
    }

    @Test
    void unitsSayWhatTheyDo() {
        // tag::units[]
        Transactions transactions = Transactions.on(dataSource);
        String state = transactions
                .readOnly() // a replica; without it the primary
                .call(dsl ->
                        dsl.fetchSingle("select state from orders where id = 1").get(0, String.class));
        // end::units[]
        assertThat(state).isNotNull();
        boolean replica = transactions
                .readOnly()
                .call(dsl -> dsl.fetchSingle("select pg_is_in_recovery()").get(0, Boolean.class));
        assertThat(replica).isTrue();
    }

    @Test
    void scopesTravelWhereTheyAreTaken() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            // tag::scope[]
            String here = Route.reads().call(() -> host(dataSource)); // and whatever is called by it, on this thread

            Executor threads = Route.carrying(executor); // tasks run in the scope of whoever submits them
            CompletableFuture<String> there =
                    Route.reads().call(() -> CompletableFuture.supplyAsync(() -> host(dataSource), threads));
            // end::scope[]
            CompletableFuture<String> alone =
                    Route.reads().call(() -> CompletableFuture.supplyAsync(() -> host(dataSource), executor));
            assertThat(List.of(here, there.join(), alone.join())).containsExactly("b", "b", "a");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void aSessionsTokenTravelsInACookie() throws Exception {
        // tag::session[]
        SessionToken session = SessionToken.of(TokenFormat.signed(SigningKey.of(SECRET)));
        // end::session[]
        standby().pauseReplay();
        AtomicReference<String> response = new AtomicReference<>();
        // tag::cookie[]
        Transactions.on(dataSource).run(dsl -> {
            dsl.execute("update orders set state = 'paid' where id = 1");
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> committed
                            .token()
                            .map(session::setCookie)
                            .ifPresent(response::set)); // the header Set-Cookie
        });
        // end::cookie[]
        String cookies = response.get().split(";", 2)[0];
        // tag::request[]
        String state = session.route(cookies) // the header Cookie, around the whole request
                .call(() -> Transactions.on(dataSource)
                        .readOnly()
                        .call(dsl -> dsl.fetchSingle("select state from orders where id = 1")
                                .get(0, String.class)));
        // end::request[]
        assertThat(state).isEqualTo("paid");
        assertThat(state(routing.readOnly())).isNotEqualTo("paid");
    }

    @Test
    void everyFallbackDoesWhatItSays() {
        standby().pauseReplay();
        ConsistencyToken token = write("shipped");
        Route after = Route.reads().after(token);
        // tag::fallbacks[]
        Fallback never = Fallback.ofDefaults().primaryReads(0).last(Last.REJECT); // spare the primary at any price
        Fallback always = Fallback.ofDefaults().patience(Duration.ZERO).primaryReads(1_000); // answer at once
        Fallback anything = never.last(Last.STALE); // for what may be old
        // end::fallbacks[]
        assertThatThrownBy(() -> state(routing.on(after.fallback(never)))).hasMessageContaining("BEHIND_TOKEN");
        assertThat(state(routing.on(after.fallback(always)))).isEqualTo("shipped");
        assertThat(state(routing.on(after.fallback(anything)))).isNotEqualTo("shipped");
    }

    @Test
    void selectsOfJooqAreRead() {
        // tag::select[]
        DSLContext dsl = DSL.using(SelectRouting.derive(new DefaultConfiguration(), dataSource));
        // end::select[]
        assertThat(dsl.select(DSL.field("pg_is_in_recovery()", Boolean.class))
                        .fetchSingle()
                        .value1())
                .isTrue();
    }

    @Test
    void hostsComeAndGo() {
        String urlOfC = url(1);
        // tag::hosts[]
        routing.addHost(RoutingHost.of("c", Pools.replica(urlOfC).config()));
        routing.removeHost("c");
        // end::hosts[]
        assertThat(routing.hosts()).hasSize(2);
    }

    @Test
    void reasonsAreTold() {
        standby().pauseReplay();
        ConsistencyToken token = write("told");
        // tag::explain[]
        RouteExplanation why = routing.explain(Route.reads().after(token));
        String text = why.toString();
        // end::explain[]
        assertThat(text).contains("b: BEHIND_TOKEN, replayed 1-");
        assertThat(why.chosen()).contains("a");
        // tag::findings[]
        List<Finding> findings = routing.findings();
        // end::findings[]
        assertThat(findings).isEmpty();
    }

    /** An autocommit statement is not refused by the driver; a replica refuses it whatever the driver does. */
    @Test
    void writesOnAReadOnlyConnectionThatIsOnThePrimary() throws SQLException {
        String update = "update orders set state = state";
        try (RoutingDataSource alone = RoutingDataSource.builder()
                        .host(RoutingHost.of("a", Pools.server(url(0)).config()))
                        .build();
                Connection connection = alone.readOnly().getConnection();
                PreparedStatement statement = connection.prepareStatement(update)) {
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        try (RoutingDataSource alone = RoutingDataSource.builder()
                        .host(RoutingHost.of("a", Pools.replica(url(0)).config()))
                        .build();
                Connection connection = alone.readOnly().getConnection();
                PreparedStatement statement = connection.prepareStatement(update)) {
            assertThatThrownBy(statement::executeUpdate)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    /** The statements of a probe, as a role without any privilege. */
    @Test
    void anyRoleMayProbe() {
        DSL.using(routing.primary(), SQLDialect.POSTGRES).execute("create role nobody login");
        cluster.awaitCaughtUp();
        try (RoutingDataSource asNobody = RoutingDataSource.builder()
                .host(RoutingHost.of(
                        "a",
                        Pools.server(url(0).replaceFirst("user=\\w+", "user=nobody"))
                                .config()))
                .host(RoutingHost.of(
                        "b",
                        Pools.replica(url(1).replaceFirst("user=\\w+", "user=nobody"))
                                .config()))
                .build()) {
            await().untilAsserted(() ->
                    assertThat(asNobody.explain(Route.reads()).chosen()).contains("b"));
            assertThat(DSL.using(asNobody.readOnly(), SQLDialect.POSTGRES)
                            .fetchSingle("select current_user")
                            .get(0))
                    .isEqualTo("nobody");
        }
    }
}
