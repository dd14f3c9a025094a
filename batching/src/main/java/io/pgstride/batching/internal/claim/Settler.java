package io.pgstride.batching.internal.claim;

import io.pgstride.batching.UnacknowledgedRowsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Says in the table what became of rows. Thread-safe.
 *
 * <p>Invariants: a batch whose rows are all done is one statement; rows that would be pending although they are done end the processor, which
 * is looked at where the handler is to see to it, where a statement changed fewer rows than it named, and once after the first
 * statement of each kind.
 */
final class Settler<R extends Record> {
    private final ClaimSpec<R> claim;
    private final Policy<R> policy;
    private final Statements<R> statements;
    private volatile boolean doneVerified;
    private volatile boolean deadVerified;

    Settler(ClaimSpec<R> claim, Policy<R> policy, Statements<R> statements) {
        this.claim = claim;
        this.policy = policy;
        this.statements = statements;
    }

    /** Rows without a verdict are done. */
    Settlement<R> settle(DSLContext dsl, List<Row<R>> rows, IdentityHashMap<Row<R>, Verdict> verdicts) {
        Settlement<R> total = new Settlement<>();
        settle(dsl, rows, verdicts, null, total);
        return total;
    }

    /**
     * Rows without a verdict are done. Under a lease, what is settled is held no more.
     *
     * @param total gets what each statement did as soon as it has: what follows may fail, and outside a transaction undoes nothing
     */
    void settle(
            DSLContext dsl,
            List<Row<R>> rows,
            IdentityHashMap<Row<R>, Verdict> verdicts,
            @Nullable HeldLease<R> lease,
            Settlement<R> total) {
        Settlement<R> settled = new Settlement<>();
        List<List<String>> done = new ArrayList<>(rows.size());
        for (Row<R> row : rows) {
            Verdict verdict = verdicts.isEmpty() ? null : verdicts.get(row);
            if (verdict == null) {
                done.add(row.key());
            } else {
                settled.add(row, verdict);
            }
        }
        if (!done.isEmpty()) {
            done(dsl, done, lease, total);
        }
        putOff(dsl, settled.putOff(), lease, total);
        dead(dsl, settled.dead(), lease, total);
        total.stuck().addAll(settled.stuck());
    }

    /** Rows of which each failed by itself. */
    Settlement<R> settleFailed(DSLContext dsl, List<Bisection.FailedRow<R>> failed) {
        Settlement<R> total = new Settlement<>();
        settleFailed(dsl, failed, null, total);
        return total;
    }

    /** The same under a lease. */
    void settleFailed(
            DSLContext dsl, List<Bisection.FailedRow<R>> failed, @Nullable HeldLease<R> lease, Settlement<R> total) {
        IdentityHashMap<Row<R>, Verdict> verdicts = new IdentityHashMap<>();
        failed.forEach(row -> verdicts.put(row.row(), policy.failed(row.row(), row.failure())));
        settle(dsl, failed.stream().map(Bisection.FailedRow::row).toList(), verdicts, lease, total);
    }

    private void done(DSLContext dsl, List<List<String>> keys, @Nullable HeldLease<R> lease, Settlement<R> total) {
        if (claim.ends().byHandler()) {
            refusePending(dsl, keys);
            total.done(keys.size());
            return;
        }
        Statements.Changed changed = statements.done(dsl, keys, token(lease));
        settled(lease, keys, changed);
        total.done(lease == null ? keys.size() : changed.rows());
        if ((lease == null && changed.rows() < keys.size()) || !doneVerified) {
            doneVerified = true; // first, as all workers come here together in the beginning
            try {
                refusePending(dsl, without(keys, changed.missing()));
            } catch (RuntimeException e) {
                doneVerified = false;
                throw e;
            }
        }
    }

    private void putOff(DSLContext dsl, Outcomes<R> rows, @Nullable HeldLease<R> lease, Settlement<R> total) {
        if (!rows.rows().isEmpty()) {
            List<List<String>> keys = rows.keys();
            settled(lease, keys, rows, statements.putOff(dsl, policy.putOffColumn(), rows, token(lease)));
            total.putOff().addAll(rows);
        }
    }

    private void dead(DSLContext dsl, Outcomes<R> rows, @Nullable HeldLease<R> lease, Settlement<R> total) {
        if (!rows.rows().isEmpty()) {
            List<List<String>> keys = rows.keys();
            settled(lease, keys, rows, statements.dead(dsl, rows, token(lease)));
            total.dead().addAll(rows);
            if (!deadVerified) {
                refusePending(dsl, rows.keys());
                deadVerified = true;
            }
        }
    }

    private void settled(
            @Nullable HeldLease<R> lease, List<List<String>> keys, Outcomes<R> rows, Statements.Changed changed) {
        settled(lease, keys, changed);
        rows.remove(changed.missing());
    }

    private void settled(@Nullable HeldLease<R> lease, Collection<List<String>> keys, Statements.Changed changed) {
        if (lease != null) {
            Set<List<String>> missing = changed.missing();
            lease.settled(keys, missing);
        }
    }

    /** Without rows that are another one's now. */
    private static List<List<String>> without(List<List<String>> keys, Set<List<String>> missing) {
        return missing.isEmpty()
                ? keys
                : keys.stream().filter(key -> !missing.contains(key)).toList();
    }

    private void refusePending(DSLContext dsl, List<List<String>> keys) {
        int pending = statements.stillPending(dsl, keys);
        if (pending > 0) {
            throw new UnacknowledgedRowsException(claim.tableName(), pending);
        }
    }

    private static @Nullable UUID token(@Nullable HeldLease<?> lease) {
        return lease == null ? null : lease.token();
    }
}
