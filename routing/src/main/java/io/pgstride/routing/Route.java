package io.pgstride.routing;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.routing.internal.route.Scope;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where statements may go. An immutable value, given to {@link RoutingDataSource#on}, or put around calls:
 *
 * <pre>{@code
 * List<Order> orders = Route.reads().after(token).call(() -> service.ordersOf(user));
 * }</pre>
 *
 * <p><b>How a scope travels.</b> {@link #call} and {@link #run} hold the route for the calling thread, platform or virtual, until they return; a connection takes
 * it when it is handed out. No other thread sees it, child threads neither: take it along by {@link #carrying}. Nothing of it is left when the call is over.
 *
 * <p>A scope within another one joins it: within writes everything is for the primary; the later token and the lower limit on lag hold; for the rest the inner one.
 *
 * @param access what it is for
 * @param token what must be visible; only for reads
 * @param maxLag how old what a replica shows may be; empty for the router's own limit
 * @param fallback what to do when no replica is fit; empty for the router's own
 */
public record Route(
        Access access, Optional<ConsistencyToken> token, Optional<Duration> maxLag, Optional<Fallback> fallback) {

    /** What a connection is for. */
    public enum Access {
        /** The primary, also for reads. */
        WRITES,
        /** A replica; the connection is read-only. */
        READS,
        /** A replica where the connection was set read-only before its first statement, else the primary. */
        UNDECLARED
    }

    private static final Route WRITES = of(Access.WRITES);
    private static final Route READS = of(Access.READS);
    private static final Route UNDECLARED = of(Access.UNDECLARED);

    /**
     * Checks.
     *
     * @param access what it is for
     * @param token only for reads
     * @param maxLag longer than zero
     * @param fallback what to do when no replica is fit
     * @throws IllegalArgumentException if the limit is not longer than zero
     */
    public Route {
        Objects.requireNonNull(access, "access");
        if (maxLag.isPresent() && (maxLag.get().isNegative() || maxLag.get().isZero())) {
            throw new IllegalArgumentException(
                    "maxLag " + maxLag.get() + " must be longer than zero; for no lag at all, use Route.writes()");
        }
    }

    private static Route of(Access access) {
        return new Route(access, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** {@return the route of writes, and of reads that must see everything} */
    public static Route writes() {
        return WRITES;
    }

    /** {@return the route of reads} */
    public static Route reads() {
        return READS;
    }

    /** {@return the route of whoever says by {@code setReadOnly} what it does, as Spring does for {@code @Transactional(readOnly = true)}} */
    public static Route undeclared() {
        return UNDECLARED;
    }

    /**
     * {@return the same for reads that see a commit}
     *
     * @param commit its token, as an after-commit hook got it
     */
    public Route after(ConsistencyToken commit) {
        return new Route(access, Optional.of(commit), maxLag, fallback);
    }

    /**
     * {@return the same with another limit on lag}
     *
     * @param limit longer than zero; what is shorter than two probe intervals of the router is met by no replica, and what is longer than nanoseconds can count, as
     *     {@code ChronoUnit.FOREVER.getDuration()}, is no limit
     */
    public Route maxLag(Duration limit) {
        return new Route(access, token, Optional.of(limit), fallback);
    }

    /**
     * {@return the same with another way when no replica is fit}
     *
     * @param way what to do
     */
    public Route fallback(Fallback way) {
        return new Route(access, token, maxLag, Optional.of(way));
    }

    /**
     * Runs work in this scope on this thread.
     *
     * @param work whose connections are routed so
     * @param <T> what it returns
     * @return what the work returned
     * @throws Exception what the work throws
     */
    public <T extends @Nullable Object> T call(Callable<T> work) throws Exception {
        Route outer = Scope.enter(this);
        try {
            return work.call();
        } finally {
            Scope.leave(outer);
        }
    }

    /**
     * Runs work in this scope on this thread.
     *
     * @param work whose connections are routed so
     */
    public void run(Runnable work) {
        Route outer = Scope.enter(this);
        try {
            work.run();
        } finally {
            Scope.leave(outer);
        }
    }

    /** {@return the scope of this thread; {@link #undeclared()} outside any} */
    public static Route current() {
        return Scope.current();
    }

    /**
     * {@return an executor whose tasks run in the scope of the thread that submits them}
     *
     * @param executor runs the tasks
     */
    public static Executor carrying(Executor executor) {
        return task -> {
            Route submitted = current();
            executor.execute(() -> submitted.run(task));
        };
    }

    /**
     * {@return this route within another one}
     *
     * @param outer of a scope around it
     */
    public Route within(Route outer) {
        if (outer.equals(UNDECLARED)) {
            return this;
        }
        return new Route(
                joined(outer.access),
                token.map(mine -> outer.token
                                .filter(theirs -> theirs.compareTo(mine) > 0)
                                .orElse(mine))
                        .or(outer::token),
                maxLag.map(mine -> outer.maxLag
                                .filter(theirs -> theirs.compareTo(mine) < 0)
                                .orElse(mine))
                        .or(outer::maxLag),
                fallback.or(outer::fallback));
    }

    private Access joined(Access outer) {
        if (outer == Access.WRITES) {
            return Access.WRITES;
        }
        return access == Access.UNDECLARED ? outer : access;
    }

    /** Words for people, such as {@code reads after 1-0/3000148 within PT5S}. */
    @Override
    public String toString() {
        return access.name().toLowerCase(java.util.Locale.ROOT)
                + token.map(commit -> " after " + commit).orElse("")
                + maxLag.map(limit -> " within " + limit).orElse("");
    }
}
