package io.pgstride.pagination;

/**
 * A cursor of one ordering was given to a {@link Keyset} of another. No SQL runs. The message names no table and no column, as
 * a client may see it; {@link #ordering()} does.
 */
public final class OrderingMismatchException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** The ordering that refused. */
    private final String ordering;

    /**
     * For the cases of this module.
     *
     * @param ordering the one that refused
     */
    public OrderingMismatchException(String ordering) {
        super(
                "the cursor belongs to another ordering; use it with the keyset that made it, or start again at the first page");
        this.ordering = ordering;
    }

    /** {@return the ordering that refused the cursor: table, columns and directions} */
    public String ordering() {
        return ordering;
    }

    @Override
    public String code() {
        return "cursor_other_ordering";
    }
}
