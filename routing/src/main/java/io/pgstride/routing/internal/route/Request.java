package io.pgstride.routing.internal.route;

import io.pgstride.routing.Fallback;
import io.pgstride.routing.NoHostException;
import io.pgstride.routing.RouteExplanation;
import io.pgstride.routing.internal.host.Host;
import io.pgstride.routing.internal.host.Lease;
import io.pgstride.routing.internal.host.View;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a connection. For one thread.
 *
 * <p>A host that refuses is not tried again before its monitor has looked at it, which is asked to do so at once; errors that no other host or try
 * would mend go to the caller as they are.
 */
final class Request {
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final Router router;
    private final Set<Host> given;
    private final Set<Host> tried;
    private final long deadline;
    private Need need;
    private @Nullable SQLException failure;

    Request(Router router, Need need, Set<Host> given) {
        this.router = router;
        this.need = need;
        this.given = given;
        this.tried = given.isEmpty() ? new HashSet<>(2) : new HashSet<>(given);
        this.deadline = need.since() + router.connectionTimeout().toNanos();
    }

    Lease forWrites() throws SQLException {
        while (true) {
            View view = router.topology().view();
            Host primary = view.primary();
            Lease lease = primary == null || primary.isSuspect() ? null : take(primary, () -> {});
            if (lease != null) {
                router.metrics().write(primary);
                return lease;
            }
            if (!awaitChange(view, deadline)) {
                throw noHost("no host takes writes");
            }
        }
    }

    Lease forReads() throws SQLException {
        Lease lease = fromReplicaInPatience();
        if (lease == null) {
            lease = fromPrimary();
        }
        return lease == null ? atLast() : lease;
    }

    /** Tries all that are fit now. */
    private @Nullable Lease fromReplica(String reason) throws SQLException {
        while (true) {
            View view = router.topology().view();
            need = need.seen(view);
            Host host = Balancer.choose(need, view, tried);
            if (host == null) {
                return null;
            }
            Lease lease = take(host, () -> {});
            if (lease != null) {
                router.metrics().read(host, reason);
                return lease;
            }
        }
    }

    /** Waits while some replica answers and may become fit. */
    private @Nullable Lease fromReplicaInPatience() throws SQLException {
        long end = Math.min(deadline, need.since() + need.fallback().patience().toNanos());
        View view;
        do {
            view = router.topology().view();
            Lease lease = fromReplica("replica");
            if (lease != null) {
                return lease;
            }
        } while (hasReplica(view) && awaitChange(view, end));
        return null;
    }

    private static boolean hasReplica(View view) {
        return view.hosts().stream().anyMatch(host -> host.reading().isReplica());
    }

    /** Within the budget; without one where there never was a replica to spare the primary. */
    private @Nullable Lease fromPrimary() throws SQLException {
        View view = router.topology().view();
        Host primary = view.primary();
        if (primary == null || primary.isSuspect() || !need.fitsPrimary(view) || given.contains(primary)) {
            return null;
        }
        if (view.hasNoReplica()) {
            Lease lease = take(primary, () -> {});
            if (lease != null) {
                router.metrics().read(primary, "only-host");
            }
            return lease;
        }
        PrimaryReads reads = router.primaryReads();
        if (!reads.enter(need.fallback().primaryReads())) {
            return null;
        }
        Lease lease = take(primary, reads::leave);
        if (lease != null) {
            router.metrics().read(primary, need.token() == null ? "fallback" : "fallback-token");
        }
        return lease;
    }

    private Lease atLast() throws SQLException {
        Fallback.Last last = need.fallback().last();
        Lease lease = last == Fallback.Last.STALE ? stale() : null;
        View view = router.topology().view();
        boolean mayWait = last == Fallback.Last.WAIT || view.hasNoReplica();
        while (lease == null && mayWait && awaitChange(view, deadline)) {
            view = router.topology().view();
            lease = fromReplica("replica");
            lease = lease == null ? fromPrimary() : lease;
        }
        if (lease == null) {
            throw noHost("no host is fit for this read");
        }
        return lease;
    }

    private @Nullable Lease stale() throws SQLException {
        Need asked = need;
        need = need.stale();
        Lease lease = fromReplica("stale");
        need = asked;
        return lease;
    }

    /** Null where this host does not serve now. */
    private @Nullable Lease take(Host host, Runnable atEnd) throws SQLException {
        long begun = System.nanoTime();
        try {
            Lease lease = host.lease(need, atEnd);
            if (lease == null) {
                tried.add(host);
            }
            return lease;
        } catch (SQLException e) {
            requireOpen(e);
            if (Refusals.isOfThread(e)
                    || Refusals.isOfUser(e)
                    || (Refusals.isOfPool(e) && host.hasAnsweredSince(begun))) {
                throw e;
            }
            host.suspect();
            failure = e;
            tried.add(host);
            return null;
        }
    }

    /**
     * Waits for what the monitors see next, and has those look now that have not of late. Who has waited for long is in no hurry: it sees a change later by a sixteenth of
     * that time, and neither it nor the hosts are kept busy meanwhile.
     */
    private boolean awaitChange(View seen, long until) throws SQLException {
        if (System.nanoTime() - until >= 0) {
            return false;
        }
        requireOpen(null);
        long now = System.nanoTime();
        long pause = Math.min((now - need.since()) / 16, LONGEST_PAUSE_NANOS);
        wakeUnlessAnswered(seen, now - pause / 2);
        LockSupport.parkNanos(this, Math.min(pause, until - now));
        try {
            boolean changed = router.topology().awaitOtherThan(seen, until);
            requireOpen(null);
            tried.retainAll(given);
            return changed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a host to be fit", "08001", e);
        }
    }

    private static void wakeUnlessAnswered(View seen, long since) {
        for (Host host : seen.hosts()) {
            if (!host.hasAnsweredSince(since)) {
                host.wake();
            }
        }
    }

    private void requireOpen(@Nullable SQLException cause) throws SQLException {
        if (router.topology().isClosed()) {
            throw new SQLException("the RoutingDataSource is closed", "08003", cause);
        }
    }

    private NoHostException noHost(String what) {
        router.metrics().rejected(need.writes());
        RouteExplanation explanation = Explaining.of(need, router.topology().view(), null);
        long waited = (System.nanoTime() - need.since()) / 1_000_000;
        NoHostException refusal = new NoHostException(
                what + ", after " + waited + " ms: " + explanation
                        + (explanation.candidates().isEmpty() ? "there are no hosts; add one by addHost" : "")
                        + "\nMend the hosts above; or raise the limits of the route, its Fallback, or connectionTimeout",
                explanation);
        if (failure != null) {
            refusal.initCause(failure);
        }
        return refusal;
    }
}
