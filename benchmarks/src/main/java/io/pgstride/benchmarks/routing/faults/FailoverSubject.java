package io.pgstride.benchmarks.routing.faults;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.routing.Pools;
import io.pgstride.benchmarks.routing.faults.FailoverCluster.Failover;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Replicas;
import io.pgstride.routing.RoutingDataSource;
import io.pgstride.testing.ClusterHost;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A way to write through a failover; the metrics after the first one tell of the same failover. */
final class FailoverSubject implements Subject {
    private static final int CONNECTIONS = 6;

    private final FailoverCluster cluster;
    private final boolean synchronous;
    private final DataSource dataSource;
    private final Runnable closing;
    private @Nullable Failover last;

    private FailoverSubject(FailoverCluster cluster, boolean synchronous, DataSource dataSource, Runnable closing) {
        this.cluster = cluster;
        this.synchronous = synchronous;
        this.dataSource = dataSource;
        this.closing = closing;
    }

    static FailoverSubject pgstride(FailoverCluster cluster, boolean synchronous) throws SQLException {
        RoutingDataSource router = Pools.router(cluster.join(), 3, CONNECTIONS);
        return new FailoverSubject(cluster, synchronous, router, router::close);
    }

    /** One pool whose driver looks for the primary among all hosts, and asks again after a second at the latest. */
    static FailoverSubject multiHost(FailoverCluster cluster) throws SQLException {
        Replicas servers = cluster.join();
        String all = servers.hosts().stream().map(FailoverSubject::address).collect(Collectors.joining(","));
        ClusterHost first = servers.host(0);
        var config = Pools.config(servers.url(first).replace(address(first), all), CONNECTIONS);
        config.addDataSourceProperty("targetServerType", "primary");
        config.addDataSourceProperty("hostRecheckSeconds", "1");
        HikariDataSource pool = new HikariDataSource(config);
        return new FailoverSubject(cluster, true, pool, pool::close);
    }

    private static String address(ClusterHost host) {
        return host.host() + ":" + host.port();
    }

    /** Runs it. */
    Reading writesResumedMillis() throws Exception {
        last = cluster.fail(new Ledger(dataSource), synchronous);
        return new Reading(last().resumedMillis(), Answer.none());
    }

    Reading promotedMillis() {
        return new Reading(last().promotedMillis(), Answer.none());
    }

    Reading errors() {
        return new Reading(last().errors(), Answer.none());
    }

    Reading lost() {
        return new Reading(last().lost(), Answer.none());
    }

    private Failover last() {
        return Objects.requireNonNull(last);
    }

    @Override
    public void close() {
        closing.run();
        cluster.leave();
    }
}
