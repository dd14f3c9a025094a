package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.testing.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's transactions over a router, as {@code @Transactional} makes them. */
class SpringTest {
    private static final PostgresCluster CLUSTER = Hosts.shared();
    private static final int PRIMARY = CLUSTER.primary().port();

    private static RoutingDataSource routing;
    private static DataSource dataSource;
    private static JdbcTemplate jdbc;

    @BeforeAll
    static void start() {
        routing = Hosts.over(CLUSTER, CLUSTER.createDatabase("spring")).build();
        dataSource = TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("create table notes (text text)");
        CLUSTER.awaitCaughtUp();
    }

    @AfterAll
    static void stop() {
        routing.close();
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(routing.hosts()).allSatisfy(host -> assertThat(host.inUse()).isZero());
    }

    private static TransactionTemplate transaction(boolean readOnly) {
        TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        template.setReadOnly(readOnly);
        return template;
    }

    private static int portWithin(boolean readOnly) {
        return Objects.requireNonNull(transaction(readOnly).execute(status -> port()));
    }

    private static int port() {
        return Objects.requireNonNull(jdbc.queryForObject("select inet_server_port()", Integer.class));
    }

    @Test
    void readOnlyTransactionsAreRead() {
        assertThat(portWithin(true)).isNotEqualTo(PRIMARY);
        assertThat(portWithin(false)).isEqualTo(PRIMARY);
        assertThat(port()).isEqualTo(PRIMARY);
    }

    /** As tools of observation do it: the URL of each connection is asked for before Spring says that it is for reads. */
    @Test
    void readOnlyTransactionsThatAreObservedAreRead() {
        DataSource observed = new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                assertThat(connection.getMetaData().getURL()).startsWith("jdbc:postgresql:");
                return connection;
            }
        };
        TransactionTemplate template = new TransactionTemplate(new JdbcTransactionManager(observed));
        template.setReadOnly(true);
        Integer port = template.execute(
                status -> new JdbcTemplate(observed).queryForObject("select inet_server_port()", Integer.class));
        assertThat(port).isNotEqualTo(PRIMARY);
    }

    @Test
    void aReadOnlyOneWithinAnotherJoinsIt() {
        Integer inner = transaction(false).execute(outer -> {
            jdbc.update("insert into notes values ('outer')");
            return transaction(true).execute(within -> {
                assertThat(jdbc.queryForObject("select count(*) from notes where text = 'outer'", Integer.class))
                        .isEqualTo(1);
                return port();
            });
        });
        assertThat(inner).isEqualTo(PRIMARY);
    }

    @Test
    void whatFailsIsRolledBack() {
        assertThatThrownBy(() -> transaction(false).executeWithoutResult(status -> {
                    jdbc.update("insert into notes values ('undone')");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(jdbc.queryForObject("select count(*) from notes where text = 'undone'", Integer.class))
                .isZero();
        assertThatThrownBy(() -> transaction(true)
                        .executeWithoutResult(status -> jdbc.update("insert into notes values ('refused')")))
                .hasStackTraceContaining("read-only transaction");
    }

    @Test
    void aReadAfterAWriteSeesIt() throws Exception {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        for (int i = 0; i < 20; i++) {
            String note = "note " + i;
            transaction(false).executeWithoutResult(status -> {
                jdbc.update("insert into notes values (?)", note);
                TransactionHooks.of(DataSourceUtils.getConnection(dataSource))
                        .afterCommit(committed -> token.set(committed.token().orElseThrow()));
            });
            Integer seen = Route.undeclared()
                    .after(token.get())
                    .call(() -> transaction(true)
                            .execute(status -> jdbc.queryForObject(
                                    "select count(*) from notes where text = ?", Integer.class, note)));
            assertThat(seen).isEqualTo(1);
        }
    }
}
