package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.Throttle;
import io.pgstride.core.Lsn;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * A leaky bucket: what the server writes to its log fills it, the allowed rate empties it, and one second's worth is let through, so
 * that the rate is kept in the mean though batches are short and checks seldom. Not thread-safe: asked by one thread at a time.
 */
public final class WalRate implements Throttle {
    private final long bytesPerSecond;
    private boolean measured;
    private long at;
    private long place;
    private double level;

    /** Of the whole server. */
    public WalRate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public String name() {
        return "wal-rate";
    }

    @Override
    public Optional<String> check(DSLContext dsl) {
        String text =
                dsl.fetchSingle("select pg_current_wal_insert_lsn()::text").get(0, String.class);
        return at(System.nanoTime(), Lsn.parse(text).value());
    }

    Optional<String> at(long now, long lsn) {
        if (measured) {
            double seconds = (now - at) / 1e9;
            level = Math.max(0, level + (lsn - place) - seconds * bytesPerSecond);
        }
        measured = true;
        at = now;
        place = lsn;
        return level > bytesPerSecond
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "the server has written %,d bytes of WAL beyond the limit of %,d a second",
                        (long) level,
                        bytesPerSecond))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "wal-rate " + bytesPerSecond + " bytes/s";
    }
}
