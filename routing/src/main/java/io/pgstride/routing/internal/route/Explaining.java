package io.pgstride.routing.internal.route;

import io.pgstride.routing.Fallback;
import io.pgstride.routing.HostRole;
import io.pgstride.routing.HostStatus;
import io.pgstride.routing.RouteExplanation;
import io.pgstride.routing.RouteExplanation.Candidate;
import io.pgstride.routing.Verdict;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Reading;
import io.pgstride.routing.internal.host.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says of every host why it would be chosen or not, by the same judgements as {@link Balancer} and {@link Request}. */
public final class Explaining {
    private Explaining() {}

    /** What would be chosen now, waiting for nothing. */
    public static RouteExplanation now(Need asked, View view) {
        Need need = asked.seen(view);
        return of(need, view, need.writes() ? usable(view.primary()) : forReads(need, view));
    }

    private static @Nullable Host forReads(Need need, View view) {
        Host chosen = Balancer.choose(need, view, Set.of());
        if (chosen == null && need.fitsPrimary(view) && hasBudget(need, view)) {
            chosen = usable(view.primary());
        }
        if (chosen == null && need.fallback().last() == Fallback.Last.STALE) {
            chosen = Balancer.choose(need.stale(), view, Set.of());
        }
        return chosen;
    }

    private static boolean hasBudget(Need need, View view) {
        return view.hasNoReplica() || need.fallback().primaryReads() > 0;
    }

    private static @Nullable Host usable(@Nullable Host primary) {
        return primary == null || primary.isSuspect() ? null : primary;
    }

    static RouteExplanation of(Need need, View view, @Nullable Host chosen) {
        List<Candidate> candidates = new ArrayList<>();
        long now = System.nanoTime();
        for (Host host : view.hosts()) {
            HostStatus status = host.status(view.position());
            Verdict verdict = verdict(host, need, now);
            candidates.add(
                    host == chosen
                            ? new Candidate(status, Verdict.CHOSEN, whyChosen(view, status, verdict, need))
                            : new Candidate(status, verdict, reason(status, verdict, need)));
        }
        return new RouteExplanation(need.route(), candidates);
    }

    private static Verdict verdict(Host host, Need need, long now) {
        Reading reading = host.reading();
        return switch (reading.state()) {
            case UNKNOWN, DOWN -> Verdict.DOWN;
            case DEPOSED -> Verdict.DEPOSED;
            case FOREIGN -> Verdict.FOREIGN;
            case DUPLICATE -> Verdict.DUPLICATE;
            case UP -> host.isSuspect() ? Verdict.DOWN : upVerdict(reading, need, now);
        };
    }

    private static Verdict upVerdict(Reading reading, Need need, long now) {
        boolean primary = reading.role() == HostRole.PRIMARY;
        if (need.writes() != primary) {
            return primary && !need.isWithin(reading.timeline()) ? Verdict.BEHIND_TOKEN : Verdict.OTHER_ROLE;
        }
        if (need.writes()) {
            return Verdict.FIT;
        }
        if (!need.hasReplayed(reading)) {
            return Verdict.BEHIND_TOKEN;
        }
        return need.isFresh(reading, now) ? Verdict.FIT : Verdict.LAGGING;
    }

    private static String reason(HostStatus status, Verdict verdict, Need need) {
        return switch (verdict) {
            case CHOSEN, FIT -> "it fits as well" + lag(status);
            case OTHER_ROLE ->
                status.role() == HostRole.PRIMARY
                        ? "the primary serves reads when no replica is fit, as far as the Fallback allows"
                        : "a replica takes no writes";
            case BEHIND_TOKEN ->
                (status.role() == HostRole.PRIMARY ? "written " : "replayed ") + status.timeline() + "-"
                        + status.lsn().map(Object::toString).orElse("nothing") + ", before the token"
                        + status.lagBytes()
                                .map(bytes -> "; " + bytes + " bytes behind the primary")
                                .orElse("");
            case LAGGING ->
                "lag" + status.lag().map(lag -> " of " + lag.toMillis() + " ms").orElse(" unknown") + ", limit "
                        + need.maxLagNanos() / 1_000_000 + " ms";
            case DOWN ->
                switch (status.state()) {
                    case UNKNOWN -> "it has not answered yet";
                    case UP -> "a connection of it failed, and it has not answered since";
                    default -> status.error().orElse("it does not answer");
                };
            case DEPOSED, FOREIGN, DUPLICATE -> status.error().orElse("");
        };
    }

    /** By what it would have been had it not been chosen. */
    private static String whyChosen(View view, HostStatus status, Verdict otherwise, Need need) {
        return switch (otherwise) {
            case FIT -> "it fits" + lag(status);
            case OTHER_ROLE ->
                view.hasNoReplica()
                        ? "the primary, as there is no replica"
                        : "the primary, as no replica is fit; within the budget of its Fallback";
            default -> "by the last way of its Fallback: " + reason(status, otherwise, need);
        };
    }

    private static String lag(HostStatus status) {
        return status.role() == HostRole.PRIMARY
                ? ""
                : status.lag().map(lag -> "; lag " + lag.toMillis() + " ms").orElse("; lag unknown");
    }
}
