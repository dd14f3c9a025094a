package io.pgstride.batching.internal.claim;

import io.pgstride.batching.RetryBackoff;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What becomes of a row that failed, by the columns that its claim has for it. */
record Policy<R extends Record>(ClaimSpec<R> claim, boolean leased, RetryBackoff backoff) {

    /** Which attempt at the row this is, from 1. */
    int attempt(Row<R> row) {
        if (claim.attempts() == null) {
            return 1;
        }
        return Math.max(1, leased ? row.attempts() : row.attempts() + 1);
    }

    /** Where it is written when a row may be claimed again; a lease can be made to end by itself later. */
    @Nullable
    Field<OffsetDateTime> putOffColumn() {
        if (claim.dueAt() != null) {
            return claim.dueAt();
        }
        return leased && claim.lease() != null ? claim.lease().until() : null;
    }

    boolean canDie() {
        return !claim.ends().dead().isEmpty();
    }

    Duration pause(Row<R> row) {
        return backoff.pauseAfter(attempt(row), ThreadLocalRandom.current());
    }

    Verdict failed(Row<R> row, Throwable failure) {
        boolean puttable = putOffColumn() != null;
        boolean last = claim.attempts() == null ? !puttable : attempt(row) >= backoff.maxAttempts();
        if (canDie() && last) {
            return new Verdict.Dead(Failures.text(failure), failure);
        }
        if (puttable || canDie()) {
            Duration pause = puttable ? pause(row) : Duration.ZERO;
            return new Verdict.PutOff(pause, true, Failures.text(failure), failure);
        }
        return new Verdict.Stuck(row.key(), failure);
    }

    /** Whether earlier attempts ended without a word, as when a process dies of the row each time. */
    boolean isExhausted(Row<R> row) {
        return canDie() && claim.attempts() != null && leased && row.attempts() > backoff.maxAttempts();
    }
}
