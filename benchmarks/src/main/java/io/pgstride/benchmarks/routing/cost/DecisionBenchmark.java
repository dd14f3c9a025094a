package io.pgstride.benchmarks.routing.cost;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.transaction.HookOptions;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.Transactions;
import io.pgstride.routing.Route;
import io.pgstride.routing.RouteExplanation.Candidate;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.routing.RoutingDataSourceBuilder;
import io.pgstride.routing.RoutingHost;
import io.pgstride.routing.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A connection is taken, gets its host, and is given back. Its pools cost nothing, and no statement is sent: what is left is the decision, and the bookkeeping of what
 * is lent.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DecisionBenchmark {
    /** The subject without a router, of which the others' costs are to be taken off. */
    static final String POOL_ALONE = "pool-alone";

    /** The router and a read that carries a token. */
    static final String PGSTRIDE = "pgstride";

    /** Of the hosts, the primary first; between them is a space. */
    @Param("")
    public String urls = "";

    /** One of the above. */
    @Param(PGSTRIDE)
    public String subject = PGSTRIDE;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable DataSource dataSource;

    /** Connects to every host. */
    @Setup
    public void open() throws Exception {
        List<String> all = List.of(urls.split(" "));
        dataSource = subject.equals(PGSTRIDE) ? router(all) : keptPool(all.get(1));
    }

    private DataSource router(List<String> all) throws Exception {
        RoutingDataSourceBuilder builder = RoutingDataSource.builder().slowStart(Duration.ZERO);
        for (String url : all) {
            builder.host(RoutingHost.of("host-" + opened.size(), keptPool(url), source(url)));
        }
        RoutingDataSource router = builder.build();
        opened.push(router);
        Route afterCommit = Route.reads().after(commit(router));
        while (fit(router, afterCommit) < all.size() - 1) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return router.on(afterCommit);
    }

    private KeptPool keptPool(String url) throws SQLException {
        KeptPool pool = new KeptPool(source(url));
        opened.push(pool);
        return pool;
    }

    private static DataSource source(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    private static ConsistencyToken commit(DataSource router) {
        DataSource hooked =
                TransactionHooks.wrap(router, HookOptions.ofDefaults().withTokens());
        AtomicReference<@Nullable ConsistencyToken> token = new AtomicReference<>();
        Transactions.on(hooked).run(dsl -> {
            dsl.execute("UPDATE account SET version = version + 1 WHERE id = 1");
            TransactionHooks.of(dsl)
                    .afterCommit(committed -> token.set(committed.token().orElseThrow()));
        });
        return Objects.requireNonNull(token.get());
    }

    private static long fit(RoutingDataSource router, Route route) {
        return router.explain(route).candidates().stream()
                .map(Candidate::verdict)
                .filter(verdict -> verdict == Verdict.CHOSEN || verdict == Verdict.FIT)
                .count();
    }

    /** What is measured. */
    @Benchmark
    public PGConnection lease() throws SQLException {
        try (Connection connection = Objects.requireNonNull(dataSource).getConnection()) {
            return connection.unwrap(PGConnection.class);
        }
    }

    /** Disconnects. */
    @TearDown
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }
}
