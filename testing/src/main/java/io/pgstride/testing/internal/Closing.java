package io.pgstride.testing.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends several things, all of them also if some fail. */
public final class Closing {
    private Closing() {}

    /** In their order; throws the first failure at the end, which carries the others. */
    public static void all(List<Runnable> ends) {
        RuntimeException first = null;
        for (Runnable end : ends) {
            first = after(end, first);
        }
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable RuntimeException after(Runnable end, @Nullable RuntimeException first) {
        try {
            end.run();
        } catch (RuntimeException e) {
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
        }
        return first;
    }
}
