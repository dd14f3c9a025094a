package io.pgstride.batching.internal.claim;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The place in the order where the last claim of this processor ended, so that the next one does not step over the dead rows before it again.
 * Thread-safe, without locks.
 *
 * <p>Only a hint. Rows may become pending before it (commits that came late, rows that were put off, rollbacks, other processors that gave up), so a
 * claim without it, a sweep, must come now and then, and before it is believed that there are no rows. It stays on an empty result. A
 * sweep that was not filled took all there was behind the hint, so the hint stays too; one that was filled may have left some.
 */
final class Watermark {
    private final boolean used;
    private final AtomicReference<@Nullable List<String>> place = new AtomicReference<>();

    Watermark(boolean used) {
        this.used = used;
    }

    /** Where to begin; null for a claim of all. */
    @Nullable
    List<String> begin(boolean sweep) {
        return sweep || !used ? null : place.get();
    }

    /** After a claim that gave rows. */
    void ended(@Nullable List<String> begun, @Nullable List<String> last, boolean filled) {
        if (!used || last == null) {
            return;
        }
        if (begun != null || filled) {
            place.set(last);
        } else {
            place.compareAndSet(null, last);
        }
    }

    /** Rows before it are pending again. */
    void forget() {
        place.set(null);
    }
}
