package io.pgstride.batching.internal.backfill;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What whoever controls a backfill wants it to do. */
public enum Wanted {
    /** Go on. */
    RUN,
    /** Wait. */
    PAUSE,
    /** End the present runs. */
    STOP;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** STOP where there is none, as the backfill was reset. */
    static Wanted of(@Nullable String text) {
        return text == null ? STOP : valueOf(text.toUpperCase(Locale.ROOT));
    }
}
