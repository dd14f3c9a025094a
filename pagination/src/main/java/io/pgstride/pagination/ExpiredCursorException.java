package io.pgstride.pagination;

import java.time.Duration;

/** A genuine token that is older than {@link CursorTokens.Builder#expireAfter} allows. No SQL runs. */
public final class ExpiredCursorException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** In whole seconds. */
    private final Duration age;

    /** The verifier's. */
    private final Duration limit;

    /**
     * For the cases of this module.
     *
     * @param age of the token
     * @param limit what it may be at most
     */
    public ExpiredCursorException(Duration age, Duration limit) {
        super("the cursor is " + seconds(age) + " old and may be at most " + seconds(limit)
                + "; start again at the first page");
        this.age = age;
        this.limit = limit;
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** {@return the token's age, in whole seconds} */
    public Duration age() {
        return age;
    }

    /** {@return the age up to which tokens are accepted} */
    public Duration limit() {
        return limit;
    }

    @Override
    public String code() {
        return "cursor_expired";
    }
}
