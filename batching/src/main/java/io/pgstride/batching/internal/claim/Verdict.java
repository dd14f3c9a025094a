package io.pgstride.batching.internal.claim;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a row that is not done. */
sealed interface Verdict {
    /** Pending again after a pause. */
    record PutOff(
            Duration pause,
            boolean counted,
            String reason,
            @Nullable Throwable cause) implements Verdict {}

    /** Given up; an attempt was made. */
    record Dead(String reason, @Nullable Throwable cause) implements Verdict {}

    /** Neither can be said in the table of the row with this key. */
    record Stuck(List<String> key, Throwable cause) implements Verdict {}
}
