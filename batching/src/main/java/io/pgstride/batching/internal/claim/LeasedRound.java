package io.pgstride.batching.internal.claim;

import io.pgstride.batching.BatchHandler;
import io.pgstride.batching.internal.run.Heartbeats;
import io.pgstride.batching.internal.run.Round;
import io.pgstride.batching.internal.run.RoundResult;
import io.pgstride.core.transaction.TransactionHooks;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Claim and acknowledgement by statements of their own, and in between work that may take long and holds no transaction. Thread-safe.
 *
 * <p>Invariants: a row is worked on by who holds its lease, which is a random token a batch; only rows that still carry it are
 * acknowledged, put off or given up, the others are reported as lost. What was acknowledged is not worked on again when the rest of its batch
 * fails. Whatever a round throws, it has given back what it held, as far as the server could be reached.
 */
final class LeasedRound<R extends Record> implements Round, LeasedRounds {
    private final Policy<R> policy;
    private final Statements<R> statements;
    private final Autocommit autocommit;
    private final Leases<R> leases;
    private final HandlerCall<R> handler;
    private final DSLContext handlerDsl;
    private final Settler<R> settler;
    private final Reporter<R> reporter;
    private final Watermark watermark;

    LeasedRound(
            DataSource dataSource, ClaimSpec<R> claim, Duration lease, BatchHandler<R> handler, RoundOptions options) {
        this.policy = new Policy<>(claim, true, options.retry());
        this.statements = new Statements<>(claim, lease);
        this.autocommit = new Autocommit(dataSource);
        this.leases = new Leases<>(options.name(), lease, statements, autocommit);
        this.handler = new HandlerCall<>(policy, handler);
        this.handlerDsl = DSL.using(new Autocommit(TransactionHooks.wrap(dataSource)), SQLDialect.POSTGRES);
        this.settler = new Settler<>(claim, policy, statements);
        this.reporter = new Reporter<>(policy, options);
        this.watermark = new Watermark(options.hint() && claim.priority() == null);
    }

    @Override
    public RoundResult run(int most, boolean sweep) {
        UUID token = UUID.randomUUID();
        long start = System.nanoTime();
        Claimed<R> claimed = claim(most, sweep, token);
        if (claimed.isEmpty()) {
            return new RoundResult(0, 0, 0, 0, 0, false);
        }
        HeldLease<R> lease = leases.open(token, claimed.all(), start);
        Settlement<R> total = new Settlement<>();
        @Nullable RuntimeException failure = null;
        try {
            requireUnique(lease, claimed);
            if (!claimed.unreadable().isEmpty()) {
                settleFailed(lease, claimed.unreadable(), total);
            }
            work(lease, claimed.rows(), total);
        } catch (Exception | Error e) {
            watermark.forget();
            leases.giveBack(lease);
            failure = total.cutShort(e);
        } finally {
            leases.close(lease);
            reporter.lost(lease.lost());
        }
        RoundResult result = reporter.result(claimed.size(), lease.lost().size(), total);
        return failure == null ? result : result.before(failure);
    }

    /** Else rows are taken that the claim did not choose. */
    private void requireUnique(HeldLease<R> lease, Claimed<R> claimed) {
        if (lease.heldKeys().size() < claimed.size()) {
            throw statements.ambiguous();
        }
    }

    private Claimed<R> claim(int most, boolean sweep, UUID token) {
        long start = System.nanoTime();
        @Nullable List<String> begin = watermark.begin(sweep);
        Claimed<R> claimed = autocommit.run(dsl -> statements.claim(dsl, most, begin, token));
        reporter.claimed(start);
        List<Row<R>> rows = claimed.rows();
        if (!rows.isEmpty() && claimed.unreadable().isEmpty()) {
            watermark.ended(begin, statements.place(rows.get(rows.size() - 1)), rows.size() == most);
        }
        return claimed;
    }

    private void work(HeldLease<R> lease, List<Row<R>> rows, Settlement<R> total) throws Exception {
        List<Row<R>> fit = withoutExhausted(lease, rows, total);
        Throwable failure = failure(lease, fit, total);
        if (failure == null) {
            return;
        }
        reporter.failed(fit.size(), failure);
        settleFailed(lease, Bisection.of(fit, failure, part -> failure(lease, part, total)), total);
    }

    /** Calls the handler for those of the rows that are still to be done. Returns why it failed, or null. */
    private @Nullable Throwable failure(HeldLease<R> lease, List<Row<R>> rows, Settlement<R> total) throws Exception {
        List<Row<R>> held = rows.stream().filter(lease::isHeld).toList();
        if (held.isEmpty()) {
            return null;
        }
        try {
            ClaimedBatch<R> batch = handler.with(handlerDsl, held, lease);
            leases.run(lease, dsl -> settler.settle(dsl, held, batch.verdicts(), lease, total));
            return null;
        } catch (Exception e) {
            Throwable cause = Failures.cause(e);
            if (Failures.isInterrupt(cause) || Failures.isTransient(cause) || Failures.isOfClaim(cause)) {
                throw e;
            }
            if (Failures.isTimeout(cause)) {
                total.suffered();
            }
            return cause;
        }
    }

    private void settleFailed(HeldLease<R> lease, List<Bisection.FailedRow<R>> failed, Settlement<R> total) {
        List<Bisection.FailedRow<R>> held =
                failed.stream().filter(each -> lease.isHeld(each.row())).toList();
        leases.run(lease, dsl -> settler.settleFailed(dsl, held, lease, total));
    }

    /** A row whose every attempt ended without a word may be what ends the process; nobody works on it again. */
    private List<Row<R>> withoutExhausted(HeldLease<R> lease, List<Row<R>> rows, Settlement<R> total) {
        List<Row<R>> exhausted = rows.stream().filter(policy::isExhausted).toList();
        if (exhausted.isEmpty()) {
            return rows;
        }
        int attempts = policy.backoff().maxAttempts();
        Verdict dead = new Verdict.Dead(
                "the lease ended without an acknowledgement in each of " + attempts + " attempts", null);
        IdentityHashMap<Row<R>, Verdict> verdicts = new IdentityHashMap<>();
        exhausted.forEach(row -> verdicts.put(row, dead));
        leases.run(lease, dsl -> settler.settle(dsl, exhausted, verdicts, lease, total));
        return rows.stream().filter(row -> !verdicts.containsKey(row)).toList();
    }

    @Override
    public Round round() {
        return this;
    }

    @Override
    public Heartbeats heartbeats() {
        return leases;
    }

    @Override
    public void release() {
        leases.giveBackAll();
    }
}
