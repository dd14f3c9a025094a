package io.pgstride.routing.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.Fallback;
import io.pgstride.routing.NoHostException;
import io.pgstride.routing.Route;
import io.pgstride.routing.internal.host.Cluster;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.HostPool;
import io.pgstride.routing.internal.host.ProbeSource;
import io.pgstride.testing.PostgresTest;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest
class WaitingTest {
    private static final Duration LONG = Duration.ofSeconds(2);

    /** Every 2 ms, as at first, would be a thousand times, of each process and each host, for what may never come. */
    @Test
    void whoWaitsLongHasHostsAskedLessAndLess(DataSource dataSource) {
        try (Cluster cluster = new Cluster(Duration.ofMillis(100), Duration.ofSeconds(1))) {
            cluster.add(new Host("a", 1, HostPool.of(dataSource), Duration.ZERO), ProbeSource.of(dataSource));
            Router router = new Router(
                    cluster.topology(), LONG, Fallback.ofDefaults(), LONG, new RouterMetrics(Telemetry.none()));
            Need never = router.need(Route.reads().after(new ConsistencyToken(7, new Lsn(1))), false);
            assertThatThrownBy(() -> router.lease(never, Set.of())).isInstanceOf(NoHostException.class);
            assertThat(cluster.topology().view().version()).isBetween(20L, 200L);
        }
    }
}
