package io.pgstride.benchmarks.routing.faults;

import io.pgstride.benchmarks.routing.Bank;
import io.pgstride.benchmarks.routing.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.Replicas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The cases in which something is broken. */
public final class FaultCases {
    private final Environment environment;
    private final Bank bank;
    private final Sizes sizes;

    /** Cases on the servers that are shared, and on some of their own. */
    public FaultCases(Environment environment, Bank bank, Sizes sizes) {
        this.environment = environment;
        this.bank = bank;
        this.sizes = sizes;
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(readYourWrites(), slowLink(), failover());
    }

    private Case<OwnWritesSubject> readYourWrites() {
        return new Case<>(
                "read-your-writes",
                bank::prepare,
                List.of(
                        ownWrites("pgstride", 1, servers -> new TokenClient(servers, OwnWritesSubject.THREADS)),
                        ownWrites(
                                "round-robin",
                                101,
                                servers -> new RoundRobinClient(servers, OwnWritesSubject.THREADS))),
                List.of(
                        Metric.clocked("stale", "reads", 0, OwnWritesSubject::stale),
                        Metric.exact("by_replicas", "%", OwnWritesSubject::readByReplicas)));
    }

    private Contender<OwnWritesSubject> ownWrites(String name, int firstAccount, Function<Replicas, Client> client) {
        return new Contender<>(
                name,
                () -> new OwnWritesSubject(bank.servers(), client.apply(bank.servers()), sizes.pairs(), firstAccount));
    }

    private Case<FailoverSubject> failover() {
        FailoverCluster cluster = new FailoverCluster(environment);
        return new Case<>(
                        "failover",
                        List.of(
                                new Contender<>("pgstride", () -> FailoverSubject.pgstride(cluster, true)),
                                new Contender<>("pgstride-async", () -> FailoverSubject.pgstride(cluster, false)),
                                new Contender<>("hikari-multi-host", () -> FailoverSubject.multiHost(cluster))),
                        List.of(
                                Metric.clocked("writes_resumed_ms", "ms", 0, FailoverSubject::writesResumedMillis),
                                Metric.exact("promoted_ms", "ms", FailoverSubject::promotedMillis),
                                Metric.exact("errors", "writes", FailoverSubject::errors),
                                Metric.exact("lost", "rows", FailoverSubject::lost)))
                .rounds(sizes.failovers());
    }

    private Case<LinkSubject> slowLink() {
        List<Metric<LinkSubject>> metrics = new ArrayList<>();
        metrics.add(Metric.clocked("p99_ms.healthy", "ms", 0, LinkSubject::healthyP99));
        for (Harm harm : Harm.values()) {
            metrics.add(Metric.exact("detected_ms." + harm.label(), "ms", link -> link.detectedMillis(harm)));
            metrics.add(Metric.exact("p99_ms." + harm.label(), "ms", link -> link.p99(harm)));
            metrics.add(Metric.exact("longest_ms." + harm.label(), "ms", link -> link.longestMillis(harm)));
        }
        metrics.add(Metric.exact("errors", "reads", LinkSubject::errors));
        return new Case<>(
                        "slow-link",
                        bank::prepare,
                        List.of(link("pgstride", LinkWay::pgstride), link("round-robin", LinkWay::roundRobin)),
                        metrics)
                .rounds(sizes.links());
    }

    private Contender<LinkSubject> link(String name, BiFunction<Replicas, Integer, LinkWay> way) {
        return new Contender<>(
                name,
                () -> new LinkSubject(bank.servers(), way.apply(bank.servers(), LinkSubject.THREADS), sizes.window()));
    }
}
