package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.Isolation;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PgBouncer;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Units of work of many clients over two connections of PgBouncer in transaction mode. */
@PostgresTest
class PgBouncerLoadTest {
    private static final int CLIENTS = 8;
    private static final int UNITS = 150;

    private final PostgresDatabase database;
    private PgBouncer bouncer;

    PgBouncerLoadTest(PostgresDatabase database) {
        this.database = database;
    }

    @BeforeAll
    static void isThere() {
        assumeTrue(
                PgBouncer.isInstalled(),
                "pgbouncer is not installed: apt-get install pgbouncer, or name it by -Dpgstride.pgbouncer=PATH");
    }

    @BeforeEach
    void start() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of("default_pool_size", "2"));
        if (PgBouncer.tracksStatements()) {
            settings.put("max_prepared_statements", "0");
        }
        bouncer = PgBouncer.before(database, settings);
        database.dsl().execute("drop table if exists t");
        database.dsl().execute("create table t (id bigint generated always as identity primary key, pid int, n int)");
    }

    @AfterEach
    void stop() throws Exception {
        bouncer.close();
    }

    @Test
    void manyClientsShareFewConnections() throws Exception {
        try (HikariDataSource pool =
                Pools.server(bouncer.url()).behindPgBouncer().size(CLIENTS).open()) {
            assertThat(work(pool)).hasSizeBetween(1, 2);
        }
        assertThat(database.dsl().fetchCount(database.dsl().selectFrom("t"))).isEqualTo(CLIENTS * UNITS);
    }

    /** The negative control: the same with named statements. */
    @Test
    void manyClientsWithNamedStatementsFail() {
        try (HikariDataSource pool = Pools.server(bouncer.url() + "&prepareThreshold=1")
                .behindPgBouncer()
                .size(CLIENTS)
                .open()) {
            assertThatThrownBy(() -> work(pool)).hasStackTraceContaining("prepared statement \"S_");
        }
    }

    /** The server's connections are PgBouncer's, under the name of the clients. */
    @Test
    void budgetOfPgBouncerHoldsForItsClients() throws Exception {
        try (HikariDataSource pool = Pools.server(bouncer.url())
                .behindPgBouncer()
                .applicationName("bounced")
                .size(CLIENTS)
                .open()) {
            work(pool);
            assertThat(beyond(PlannedPool.named("bounced", 1, 2))).isZero();
            assertThat(beyond(PlannedPool.named("another", 1, 1))).isBetween(1L, 2L);
        }
    }

    private long beyond(PlannedPool plan) {
        return ConnectionBudget.of(plan).measure(database.dsl()).get(0).others().getOrDefault("bounced", 0L);
    }

    @Test
    void commitYieldsItsToken() {
        try (HikariDataSource pool =
                Pools.server(bouncer.url()).behindPgBouncer().size(1).open()) {
            Transactions transactions = Transactions.on(
                    TransactionHooks.wrap(pool, HookOptions.ofDefaults().withTokens()));
            List<ConsistencyToken> tokens = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                transactions.run(dsl -> {
                    TransactionHooks.of(dsl)
                            .afterCommit(committed -> committed.token().ifPresent(tokens::add));
                    dsl.execute("insert into t (n) values (1)");
                });
            }
            assertThat(tokens)
                    .hasSize(100)
                    .isSortedAccordingTo((a, b) -> a.lsn().compareTo(b.lsn()));
        }
    }

    @Test
    void isolationOfAUnitStaysInIt() {
        try (HikariDataSource pool =
                Pools.server(bouncer.url()).behindPgBouncer().size(2).open()) {
            Transactions transactions = Transactions.on(pool);
            assertThat(transactions.isolation(Isolation.SERIALIZABLE).<String, RuntimeException>call(this::level))
                    .isEqualTo("serializable");
            assertThat(transactions.<String, RuntimeException>call(this::level)).isEqualTo("read committed");
        }
    }

    private String level(DSLContext dsl) {
        return dsl.fetchSingle("show transaction_isolation").get(0, String.class);
    }

    /** Two statements in each unit, and one beside it; the server processes that ran them. */
    private static Set<Integer> work(DataSource pool) throws Exception {
        Set<Integer> processes = ConcurrentHashMap.newKeySet();
        Transactions transactions = Transactions.on(pool);
        Callable<Void> client = () -> {
            for (int i = 0; i < UNITS; i++) {
                int n = i;
                processes.add(transactions.<Integer, RuntimeException>call(dsl -> {
                    dsl.execute("insert into t (pid, n) values (pg_backend_pid(), ?)", n);
                    return dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
                }));
            }
            return null;
        };
        ExecutorService executor = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Callable<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(client);
            }
            Exception failures = new Exception("clients failed");
            for (Future<Void> done : executor.invokeAll(clients)) {
                try {
                    done.get();
                } catch (ExecutionException e) {
                    failures.addSuppressed(e);
                }
            }
            if (failures.getSuppressed().length > 0) {
                throw failures;
            }
        } finally {
            executor.shutdownNow();
        }
        return processes;
    }
}
