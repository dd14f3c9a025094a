package io.pgstride.benchmarks.routing.cost;

import io.pgstride.benchmarks.routing.Bank;
import io.pgstride.benchmarks.routing.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import java.util.List;

/** The cases in which nothing is broken. */
public final class CostCases {
    private final Bank bank;
    private final Sizes sizes;

    /** Cases on the servers that are shared. */
    public CostCases(Bank bank, Sizes sizes) {
        this.bank = bank;
        this.sizes = sizes;
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(decision(), checkoutQuery(), tokenCapture(), readScaling());
    }

    private Case<DecisionSubject> decision() {
        return new Case<>(
                        "decision",
                        bank::prepare,
                        List.of(decision(DecisionBenchmark.PGSTRIDE), decision(DecisionBenchmark.POOL_ALONE)),
                        List.of(Metric.exact("us", "us", DecisionSubject::micros)))
                .rounds(sizes.decisions());
    }

    private Contender<DecisionSubject> decision(String name) {
        return new Contender<>(name, () -> new DecisionSubject(name, bank.servers(), sizes));
    }

    private Case<CheckoutSubject> checkoutQuery() {
        return new Case<>(
                        "checkout-query",
                        bank::prepare,
                        new CheckoutContenders(bank).all(),
                        List.of(
                                Metric.micros("us", sizes.pace(), CheckoutSubject::query),
                                Metric.micros("us.read_only", sizes.pace(), CheckoutSubject::readOnlyQuery)))
                .rounds(sizes.costs());
    }

    private Case<CaptureSubject> tokenCapture() {
        return new Case<>(
                        "token-capture",
                        bank::prepare,
                        List.of(
                                new Contender<>("pgstride", () -> CaptureSubject.pgstride(bank.servers())),
                                new Contender<>("plain-commit", () -> CaptureSubject.plainCommit(bank.servers())),
                                new Contender<>("separate-query", () -> CaptureSubject.separateQuery(bank.servers()))),
                        List.of(
                                Metric.micros("us", sizes.pace(), CaptureSubject::transaction),
                                Metric.exact("round_trips", "1", CaptureSubject::roundTrips)))
                .rounds(sizes.costs());
    }

    private Case<ScalingSubject> readScaling() {
        return new Case<>(
                "read-scaling",
                bank::prepare,
                List.of(
                        new Contender<>("pgstride-0", () -> ScalingSubject.pgstride(bank.servers(), 0)),
                        new Contender<>("pgstride-1", () -> ScalingSubject.pgstride(bank.servers(), 1)),
                        new Contender<>("pgstride-2", () -> ScalingSubject.pgstride(bank.servers(), 2)),
                        new Contender<>("hikari", () -> ScalingSubject.hikari(bank.servers()))),
                List.of(Metric.clocked("reads_per_s", "1/s", 1, subject -> subject.readsPerSecond(sizes.window()))));
    }
}
