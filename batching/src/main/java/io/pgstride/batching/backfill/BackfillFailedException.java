package io.pgstride.batching.backfill;

import io.pgstride.core.PgstrideException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a backfill could not go on. What its batches committed stands, the failed one was rolled back, and once the cause is
 * mended, {@link Backfill#run()} continues behind the last committed batch. The cause is the last attempt's error.
 */
public final class BackfillFailedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** The backfill. */
    private final String backfill;

    /** The range. */
    private final int range;

    /** In rows. */
    private final int batchSize;

    /** On end. */
    private final int attempts;

    /** Since the first of them. */
    private final Duration elapsed;

    /** Null where the database was not to blame. */
    private final @Nullable String sqlState;

    /**
     * Carries where and how it failed.
     *
     * @param backfill its name
     * @param range the number of the range
     * @param batchSize rows of the batch that failed
     * @param attempts how often on end
     * @param elapsed since the first failure of these
     * @param sqlState of the last error, if it was the database's
     * @param cause the last error
     */
    public BackfillFailedException(
            String backfill,
            int range,
            int batchSize,
            int attempts,
            Duration elapsed,
            @Nullable String sqlState,
            Throwable cause) {
        super(
                "backfill \"" + backfill + "\" " + summary(range, batchSize, attempts, elapsed, sqlState) + "; "
                        + mend(sqlState) + ", then run it again: it continues behind the last committed batch",
                cause);
        this.backfill = backfill;
        this.range = range;
        this.batchSize = batchSize;
        this.attempts = attempts;
        this.elapsed = elapsed;
        this.sqlState = sqlState;
    }

    private static String summary(int range, int batchSize, int attempts, Duration elapsed, @Nullable String sqlState) {
        return "failed in range " + range + ", in a batch of " + batchSize + " rows, "
                + (attempts == 1 ? "at once" : attempts + " times within " + elapsed.toMillis() + " ms")
                + (sqlState == null ? "" : " (SQLSTATE " + sqlState + ")");
    }

    private static String mend(@Nullable String sqlState) {
        return switch (sqlState == null ? "" : sqlState) {
            case "53100" -> "the server's disk is full: free space";
            case "55P03" -> "others keep rows locked: look for long transactions, or allow a longer lockTimeout";
            case "57014" ->
                "batches take too long: allow a longer statementTimeout or smaller batches, or speed the statement up";
            case "40P01", "40001" ->
                "others work on the same rows: let them take locks in the order of the key, or wait for a quieter time";
            default ->
                sqlState != null && sqlState.startsWith("08")
                        ? "the server could not be reached: bring it back"
                        : "mend the cause";
        };
    }

    /** {@return the name of the backfill} */
    public String backfill() {
        return backfill;
    }

    /** {@return the number of the range, from 0} */
    public int range() {
        return range;
    }

    /** {@return how many rows the failed batch was to have} */
    public int batchSize() {
        return batchSize;
    }

    /** {@return how often on end a batch failed} */
    public int attempts() {
        return attempts;
    }

    /** {@return the time from the first of these failures to the last} */
    public Duration elapsed() {
        return elapsed;
    }

    /** {@return the SQLSTATE of the last error, if it was one of the database} */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }

    /** {@return where and how it failed, without the name and without any value of a row} */
    public String summary() {
        return summary(range, batchSize, attempts, elapsed, sqlState);
    }
}
