package io.pgstride.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.testing.PostgresCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Many more virtual threads than connections, each in a scope of its own. */
class VirtualThreadsTest {
    private static final int THREADS = 500;

    @Test
    void eachThreadHasItsOwnScopeAndSeesItsOwnWrite() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads before Java 21");
        PostgresCluster cluster = Hosts.shared();
        String database = cluster.createDatabase("virtual");
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (RoutingDataSource routing = Hosts.over(cluster, database).build()) {
            Hosts.execute(routing, "create table seen (n int primary key)");
            cluster.awaitCaughtUp();
            int primary = Hosts.portOf(routing);
            Transactions transactions = Transactions.on(
                    TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens()));
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int n = 0; n < THREADS; n++) {
                int number = n;
                all.add(CompletableFuture.runAsync(
                        () -> writeAndRead(routing, transactions, primary, number), virtual));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        } finally {
            virtual.shutdown();
        }
    }

    private static void writeAndRead(RoutingDataSource routing, Transactions transactions, int primary, int number) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        transactions.run(dsl -> {
            dsl.execute("insert into seen values (?)", number);
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> token.set(committed.token().orElseThrow()));
        });
        Route mine = Route.reads().after(token.get());
        mine.run(() -> {
            assertThat(Route.current()).isEqualTo(mine);
            assertThat(count(routing, number)).isEqualTo(1);
            Executor child = Route.carrying(
                    command -> CompletableFuture.runAsync(command).join());
            child.execute(() -> assertThat(Route.current()).isEqualTo(mine));
        });
        assertThat(Route.current()).isEqualTo(Route.undeclared());
        assertThat(Hosts.portOf(routing)).isEqualTo(primary);
    }

    private static int count(RoutingDataSource routing, int number) {
        return DSL.using(routing, SQLDialect.POSTGRES)
                .fetchSingle("select count(*) from seen where n = ?", number)
                .get(0, Integer.class);
    }
}
