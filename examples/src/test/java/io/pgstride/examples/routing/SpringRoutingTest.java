package io.pgstride.examples.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.pool.Pools;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.Route;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import io.pgstride.testing.PostgresCluster;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's transactions over a router: what {@code @Transactional(readOnly = true)} does, a template does here. */
class SpringRoutingTest {
    private static PostgresCluster cluster;
    private static RoutingDataSource routing;
    private static JdbcTemplate jdbc;
    private static TransactionTemplate writing;
    private static TransactionTemplate reading;

    @BeforeAll
    static void start() {
        cluster = PostgresCluster.builder().start();
        String database = cluster.createDatabase("spring");
        routing = RoutingDataSource.builder()
                .host(RoutingHost.of(
                        "a", Pools.server(cluster.hosts().get(0).url(database)).config()))
                .host(RoutingHost.of(
                        "b", Pools.replica(cluster.hosts().get(1).url(database)).config()))
                .build();
        // tag::spring[]
        DataSource dataSource =
                TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
        JdbcTransactionManager manager = new JdbcTransactionManager(dataSource);
        // end::spring[]
        jdbc = new JdbcTemplate(dataSource);
        writing = new TransactionTemplate(manager);
        reading = new TransactionTemplate(manager);
        reading.setReadOnly(true);
        jdbc.execute("create table t (id int)");
        cluster.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
        cluster.close();
    }

    private static boolean isReplica() {
        return Boolean.TRUE.equals(jdbc.queryForObject("select pg_is_in_recovery()", Boolean.class));
    }

    private static boolean in(TransactionTemplate transaction) {
        return Boolean.TRUE.equals(transaction.execute(status -> isReplica()));
    }

    @Test
    void readOnlyTransactionsGoToAReplica() {
        assertThat(in(reading)).isTrue();
        assertThat(in(writing)).isFalse();
        assertThat(isReplica()).as("outside a transaction").isFalse();
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    @Test
    void aReadOnlyTransactionWithinAWritingOneJoinsIt() {
        assertThat(writing.<Boolean>execute(status -> in(reading))).isFalse();
    }

    @Test
    void anIsolationLevelChangesNothingOfIt() {
        TransactionTemplate repeatable =
                new TransactionTemplate(Objects.requireNonNull(reading.getTransactionManager()), reading);
        repeatable.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        assertThat(in(repeatable)).isTrue();
    }

    @Test
    void ownWritesAreRead() {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        cluster.hosts().get(1).pauseReplay();
        try {
            writing.executeWithoutResult(status -> {
                jdbc.update("insert into t values (1)");
                TransactionHooks.of(DataSourceUtils.getConnection(Objects.requireNonNull(jdbc.getDataSource())))
                        .afterCommit(committed -> token.set(committed.token().orElseThrow()));
            });
            Route mine = Route.undeclared().after(token.get());
            mine.run(() -> assertThat(in(reading)).as("after its patience").isFalse());
            assertThat(in(reading)).as("without the token").isTrue();
        } finally {
            cluster.hosts().get(1).resumeReplay();
        }
        Route patient = Route.undeclared()
                .after(token.get())
                .fallback(Fallback.ofDefaults().patience(Duration.ofSeconds(30)).primaryReads(0));
        patient.run(() -> assertThat(in(reading)).isTrue());
    }
}
