package io.pgstride.examples;

import static io.pgstride.examples.db.Tables.USERS;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.pool.Pools;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.Route;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingHost;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Reads spread over two replicas; then replay stands still, and a user who has just written sees the write all the same. */
public final class RoutingExample {
    private static final int READS = 1_000;
    private static final long USER = 1;

    private final ExampleCluster cluster;
    private final RoutingDataSource routing;

    private RoutingExample(ExampleCluster cluster, RoutingDataSource routing) {
        this.cluster = cluster;
        this.routing = routing;
    }

    public static void main(String[] arguments) throws Exception {
        try (ExampleCluster cluster = ExampleCluster.create();
                RoutingDataSource routing = routing(cluster.url(0), cluster.url(1), cluster.url(2))) {
            new RoutingExample(cluster, routing).run();
        }
    }

    private static RoutingDataSource routing(String urlOfA, String urlOfB, String urlOfC) {
        // tag::router[]
        RoutingDataSource routing = RoutingDataSource.builder()
                .host(RoutingHost.of("a", Pools.server(urlOfA).config()))
                .host(RoutingHost.of("b", Pools.replica(urlOfB).config()))
                .host(RoutingHost.of("c", Pools.replica(urlOfC).config()))
                .build();
        // end::router[]
        return routing;
    }

    private void run() throws InterruptedException, ExecutionException {
        System.out.println(READS + " reads: " + spread());
        // tag::wrap[]
        DataSource dataSource =
                TransactionHooks.wrap(routing, HookOptions.ofDefaults().withTokens());
        // end::wrap[]
        cluster.pauseReplay();
        ConsistencyToken token = rename(dataSource, USER, "Ada L.");
        System.out.println("by a replica: " + name(routing.readOnly(), USER));
        System.out.println("by the token: " + ownName(token, USER));
        System.out.println(routing.explain(Route.reads().after(token)));
        cluster.resumeReplay();
        System.out.println("by the token, from a replica again: " + patientName(token, USER));
    }

    /** Which host served how many, eight at a time. */
    private Map<String, Integer> spread() throws InterruptedException, ExecutionException {
        // tag::reads[]
        DSLContext reads = DSL.using(routing.readOnly(), SQLDialect.POSTGRES);
        // end::reads[]
        Field<Integer> port = DSL.function("inet_server_port", SQLDataType.INTEGER);
        Callable<Integer> read = () -> reads.select(port).fetchSingle().value1();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Map<String, Integer> served = new TreeMap<>();
            for (Future<Integer> each : threads.invokeAll(Collections.nCopies(READS, read))) {
                served.merge(cluster.nameOf(each.get()), 1, Integer::sum);
            }
            return served;
        } finally {
            threads.shutdown();
        }
    }

    private static ConsistencyToken rename(DataSource dataSource, long user, String name) {
        AtomicReference<ConsistencyToken> token = new AtomicReference<>();
        // tag::write[]
        Transactions.on(dataSource).run(dsl -> {
            dsl.update(USERS).set(USERS.NAME, name).where(USERS.ID.eq(user)).execute();
            TransactionHooks.of(dsl).afterCommit(committed -> committed.token().ifPresent(token::set));
        });
        // end::write[]
        return Objects.requireNonNull(token.get());
    }

    private String ownName(ConsistencyToken token, long user) {
        // tag::read[]
        String name = DSL.using(routing.readYourWrites(token), SQLDialect.POSTGRES)
                .select(USERS.NAME)
                .from(USERS)
                .where(USERS.ID.eq(user))
                .fetchSingle(USERS.NAME);
        // end::read[]
        return name;
    }

    private String patientName(ConsistencyToken token, long user) {
        // tag::patient[]
        Route patient = Route.reads()
                .after(token)
                .fallback(Fallback.ofDefaults().patience(Duration.ofSeconds(10)).primaryReads(0));
        // end::patient[]
        return name(routing.on(patient), user);
    }

    private static String name(DataSource dataSource, long user) {
        return DSL.using(dataSource, SQLDialect.POSTGRES)
                .select(USERS.NAME)
                .from(USERS)
                .where(USERS.ID.eq(user))
                .fetchSingle(USERS.NAME);
    }
}
