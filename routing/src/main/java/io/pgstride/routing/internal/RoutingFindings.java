package io.pgstride.routing.internal;

import io.pgstride.core.finding.Finding;
import io.pgstride.core.finding.Severity;
import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostState;
import io.pgstride.routing.HostStatus;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.View;
import io.pgstride.routing.internal.route.RouterMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the hosts, by what the router knows. */
final class RoutingFindings {
    private static final long READS_TO_JUDGE = 100;
    private static final double MANY = 0.1;

    private final List<Finding> findings = new ArrayList<>();

    private RoutingFindings() {}

    static List<Finding> of(View view, Settings settings, RouterMetrics metrics) {
        RoutingFindings all = new RoutingFindings();
        List<HostStatus> hosts =
                view.hosts().stream().map(host -> host.status(view.position())).toList();
        hosts.forEach(host -> all.judge(host, settings.maxLag()));
        view.hosts().forEach(all::judgePool);
        all.judgePrimary(hosts);
        all.judgeFallbacks(metrics);
        return List.copyOf(all.findings);
    }

    private void judge(HostStatus host, Duration maxLag) {
        switch (host.state()) {
            case UNKNOWN, DOWN ->
                add(
                        host,
                        "routing.host-down",
                        Severity.CRITICAL,
                        "The host does not answer its probes, or refuses their login; the error says which.");
            case DEPOSED ->
                add(
                        host,
                        "routing.deposed-primary",
                        Severity.CRITICAL,
                        "The host takes writes beside the primary; what is written there is lost. Stop it, and make it a replica anew.");
            case FOREIGN ->
                add(host, "routing.foreign-host", Severity.CRITICAL, "The host belongs to another cluster; remove it.");
            case DUPLICATE ->
                add(
                        host,
                        "routing.duplicate-host",
                        Severity.WARNING,
                        "The host is a server that another one is already; remove one of them.");
            case UP -> judgeLag(host, maxLag);
        }
    }

    private void judgeLag(HostStatus host, Duration maxLag) {
        if (host.role() == HostRole.REPLICA && host.lag().isEmpty()) {
            add(
                    host,
                    "routing.lagging-replica",
                    Severity.WARNING,
                    "Nobody knows how old what the replica shows is, so it serves no reads that have a limit: no primary was seen since it has replayed that.");
        } else if (host.role() == HostRole.REPLICA
                && host.lag().filter(lag -> lag.compareTo(maxLag) > 0).isPresent()) {
            add(
                    host,
                    "routing.lagging-replica",
                    Severity.WARNING,
                    "The replica is further behind than maxLag allows, so it serves no reads: look for a long query on it, a pause of replay, or a slow link.");
        }
    }

    private void judgePool(Host host) {
        int room = host.reading().connections();
        if (room > 0 && host.poolSize() > room) {
            findings.add(Finding.of("routing.pool-too-large", Severity.WARNING)
                    .subject(host.name())
                    .summary("The host's pool may have more connections than its server, even if nobody else had any:"
                            + " make it smaller; core's ConnectionBudget counts all instances.")
                    .evidence("pool", (long) host.poolSize())
                    .evidence("server", (long) room)
                    .build());
        }
    }

    private void judgePrimary(List<HostStatus> hosts) {
        if (hosts.stream().noneMatch(host -> host.state() == HostState.UP && host.role() == HostRole.PRIMARY)) {
            findings.add(Finding.of("routing.no-primary", Severity.CRITICAL)
                    .subject("hosts")
                    .summary("No host takes writes: mend what the other findings say, or promote a replica.")
                    .evidence("hosts", (long) hosts.size())
                    .build());
        }
    }

    private void judgeFallbacks(RouterMetrics metrics) {
        long reads = metrics.reads();
        long fallen = metrics.fallenBack();
        if (reads >= READS_TO_JUDGE && fallen >= reads * MANY) {
            findings.add(Finding.of("routing.reads-fall-back", Severity.WARNING)
                    .subject("reads")
                    .summary(
                            "Many reads go to the primary as no replica is fit: give them more patience, or replicas less to replay.")
                    .evidence("reads", reads)
                    .evidence("on-primary", fallen)
                    .build());
        }
    }

    private void add(HostStatus host, String key, Severity severity, String summary) {
        Finding.Builder finding = Finding.of(key, severity)
                .subject(host.host())
                .summary(summary)
                .evidence("state", host.state().name());
        host.lag().ifPresent(lag -> finding.evidence("lag", lag));
        host.lagBytes().ifPresent(bytes -> finding.evidence("lag-bytes", bytes));
        host.error().filter(error -> !error.isBlank()).ifPresent(error -> finding.evidence("error", error));
        findings.add(finding.build());
    }
}
