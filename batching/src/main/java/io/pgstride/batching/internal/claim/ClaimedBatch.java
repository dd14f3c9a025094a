package io.pgstride.batching.internal.claim;

import io.pgstride.batching.Batch;
import io.pgstride.batching.InvalidClaimException;
import io.pgstride.batching.UnknownRowException;
import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The rows of one call of the handler, and what it said of them. */
final class ClaimedBatch<R extends Record> implements Batch<R> {
    private final Policy<R> policy;
    private final List<Row<R>> claimed;
    private final @Nullable HeldLease<R> lease;
    private final List<R> rows;
    private final IdentityHashMap<Row<R>, Verdict> verdicts = new IdentityHashMap<>(2);
    private @Nullable IdentityHashMap<R, Row<R>> byRecord;
    private @Nullable PgstrideException misuse;
    private volatile boolean over;

    ClaimedBatch(Policy<R> policy, List<Row<R>> claimed, @Nullable HeldLease<R> lease) {
        this.policy = policy;
        this.claimed = claimed;
        this.lease = lease;
        this.rows = claimed.stream().map(Row::record).toList();
    }

    List<Row<R>> claimed() {
        return claimed;
    }

    @Nullable
    HeldLease<R> lease() {
        return lease;
    }

    /** Of rows that are not done. */
    IdentityHashMap<Row<R>, Verdict> verdicts() {
        return verdicts;
    }

    /** The handler has returned: what is said now would be lost. */
    void over() {
        over = true;
    }

    /** As the other one, where the handler has failed too. */
    void refuseMisuse(Throwable failure) {
        if (misuse != null) {
            if (!isCause(misuse, failure)) {
                misuse.addSuppressed(failure);
            }
            throw misuse;
        }
    }

    private static boolean isCause(Throwable of, Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause == of) {
                return true;
            }
        }
        return false;
    }

    /** What the handler asked for in vain counts, even if it caught the error. */
    void refuseMisuse() {
        if (misuse != null) {
            throw misuse;
        }
    }

    @Override
    public List<R> rows() {
        return rows;
    }

    @Override
    public int size() {
        return rows.size();
    }

    @Override
    public Iterator<R> iterator() {
        return rows.iterator();
    }

    @Override
    public int attempt(R row) {
        return policy.attempt(claimed(row));
    }

    @Override
    public void retry(R row, String reason) {
        Row<R> own = claimed(row);
        putOff(own, policy.pause(own), reason);
    }

    @Override
    public void retryAfter(R row, Duration pause, String reason) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException(
                    "a row cannot be put off by " + pause + "; give a pause of zero or more");
        }
        putOff(claimed(row), pause, reason);
    }

    private void putOff(Row<R> row, Duration pause, String reason) {
        if (policy.putOffColumn() == null) {
            throw misused("cannot put a row off, as it has no column for it; give one by dueAt(…)");
        }
        verdicts.put(row, new Verdict.PutOff(pause, false, Objects.requireNonNull(reason, "reason"), null));
    }

    @Override
    public void fail(R row, Throwable failure) {
        verdicts.put(claimed(row), policy.failed(claimed(row), Objects.requireNonNull(failure, "failure")));
    }

    @Override
    public void dead(R row, String reason) {
        if (!policy.canDie()) {
            throw misused("cannot give a row up, as it has no dead letter; say by dead(…) what to set");
        }
        verdicts.put(claimed(row), new Verdict.Dead(Objects.requireNonNull(reason, "reason"), null));
    }

    private InvalidClaimException misused(String what) {
        InvalidClaimException broken = policy.claim().broken(what);
        misuse = broken;
        return broken;
    }

    @Override
    public boolean lostLease() {
        return !lostRows().isEmpty();
    }

    @Override
    public List<R> lostRows() {
        return lease == null
                ? List.of()
                : claimed.stream().filter(lease::isLost).map(Row::record).toList();
    }

    /** By the very object: jOOQ's records are equal by their values, which the handler may change. */
    private Row<R> claimed(R row) {
        if (over) {
            throw new IllegalStateException("the handler of this batch of "
                    + policy.claim().tableName()
                    + " has returned, so that what becomes of its rows is settled; say it before, or put the row off");
        }
        if (byRecord == null) {
            byRecord = new IdentityHashMap<>();
            for (Row<R> each : claimed) {
                byRecord.put(each.record(), each);
            }
        }
        Row<R> found = byRecord.get(row);
        if (found == null) {
            misuse = new UnknownRowException(policy.claim().tableName());
            throw misuse;
        }
        return found;
    }
}
