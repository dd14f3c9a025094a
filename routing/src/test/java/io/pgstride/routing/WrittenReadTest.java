package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read on the primary may write by what it calls. Its answer is lost in a failover: run again on the new primary, it would write twice. */
class WrittenReadTest {
    private PostgresCluster cluster;
    private String database;
    private ClusterHost a;
    private ClusterHost b;
    private RoutingDataSource routing;

    @BeforeEach
    void start() {
        cluster = PostgresCluster.builder().standbys(1).start();
        a = cluster.hosts().get(0);
        b = cluster.hosts().get(1);
        database = cluster.createDatabase("written");
        Hosts.execute(a.dataSource(database), "create table bookings (at timestamptz default now())");
        Hosts.execute(
                a.dataSource(database),
                "create function book() returns int begin atomic insert into bookings default values; select 1; end");
        cluster.awaitCaughtUp();
        routing = RoutingDataSource.builder()
                .host(Hosts.proxied(a, database))
                .host(Hosts.direct(b, database))
                .probeInterval(Duration.ofMillis(50))
                .connectionTimeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterEach
    void stop() {
        routing.close();
        cluster.close();
    }

    private int bookings(ClusterHost host) {
        return DSL.using(host.dataSource(database), SQLDialect.POSTGRES).fetchCount(DSL.table("bookings"));
    }

    private DataSource reads(boolean inferred) {
        return inferred ? routing.inferredReads() : routing.readOnly();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isNotRunAgain(boolean inferred) throws Exception {
        FutureTask<Integer> read = Route.undeclared()
                .maxLag(Duration.ofNanos(1))
                .call(() -> {
                    try (Connection warm = reads(inferred).getConnection()) {
                        assertThat(Hosts.portOf(warm)).isEqualTo(a.port());
                    }
                    Connection connection = reads(inferred).getConnection();
                    Statement statement = connection.createStatement();
                    return new FutureTask<>(() -> {
                        try (connection;
                                statement;
                                ResultSet row = statement.executeQuery("select book()")) {
                            row.next();
                            return row.getInt(1);
                        }
                    });
                });
        a.proxy().dropResponses(true);
        new Thread(read, "read").start();
        await().until(() -> bookings(b) == 1);
        b.promote();
        await().until(() -> routing.explain(Route.writes())
                .chosen()
                .filter(b.name()::equals)
                .isPresent());
        a.proxy().cut();
        assertThatThrownBy(() -> read.get(60, TimeUnit.SECONDS)).hasStackTraceContaining("PSQLException");
        assertThat(bookings(b)).isEqualTo(1);
    }
}
