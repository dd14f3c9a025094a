package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is ended from another thread while it waits for a host, which then comes. */
class EndedWaitTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();
    private static final ClusterHost FIRST = CLUSTER.standbys().get(0);
    private static final ClusterHost SECOND = CLUSTER.standbys().get(1);

    private static String database;

    @BeforeAll
    static void start() {
        database = CLUSTER.createDatabase("ended_wait");
    }

    private static RoutingDataSource over(ClusterHost... hosts) {
        RoutingDataSourceBuilder builder = RoutingDataSource.builder();
        for (ClusterHost host : hosts) {
            builder.host(Hosts.direct(host, database));
        }
        return builder.build();
    }

    private static void nothingIsUsed(RoutingDataSource routing) {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    private static void failsWith(String state, FutureTask<?> task) {
        assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    private static boolean endSleeps(ClusterHost host) {
        DSLContext dsl = DSL.using(host.dataSource("postgres"), SQLDialect.POSTGRES);
        return dsl.fetch("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'")
                .isNotEmpty();
    }

    @Test
    void aReadThatIsCancelledIsNotRunElsewhere() throws Exception {
        try (RoutingDataSource routing = over(CLUSTER.primary(), FIRST)) {
            Route route = Route.reads().fallback(Fallback.ofDefaults().primaryReads(0));
            await().until(() ->
                    routing.explain(route).chosen().filter(FIRST.name()::equals).isPresent());
            try (Connection connection = routing.on(route).getConnection();
                    Statement statement = connection.createStatement()) {
                FutureTask<Boolean> sleep = new FutureTask<>(() -> statement.execute("select pg_sleep(60)"));
                new Thread(sleep, "sleep").start();
                await().until(() -> endSleeps(FIRST));
                await().untilAsserted(() -> nothingIsUsed(routing));
                statement.cancel();
                routing.addHost(Hosts.direct(SECOND, database));
                failsWith("57P01", sleep);
            } finally {
                endSleeps(SECOND);
            }
        }
    }

    @Test
    void aConnectionThatIsAbortedGetsNoHost() throws Exception {
        try (RoutingDataSource routing = over(FIRST)) {
            Connection connection = routing.getConnection();
            FutureTask<Statement> making = new FutureTask<>(connection::createStatement);
            Thread thread = new Thread(making, "making");
            thread.start();
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            connection.abort(Runnable::run);
            routing.addHost(Hosts.direct(CLUSTER.primary(), database));
            failsWith("08003", making);
            nothingIsUsed(routing);
        }
    }
}
