package io.pgstride.batching.internal.job;

import java.util.Objects;

/** Texts that users give. */
public final class Texts {
    /** The longest queue. */
    public static final int MAX_QUEUE = 200;

    /** The longest unique key; with the queue it has to fit in a page of an index. */
    public static final int MAX_KEY = 1000;

    private Texts() {}

    /** Refuses blank and long ones. */
    public static void require(String what, String text, int most) {
        Objects.requireNonNull(text, what);
        if (text.isBlank() || text.length() > most || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the " + what + " has " + text.length()
                    + " characters, is blank or has a NUL; give 1 to " + most + " characters");
        }
    }
}
