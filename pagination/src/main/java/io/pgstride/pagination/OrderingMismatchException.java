package io.pgstride.pagination;

/** A cursor of one ordering was given to a {@link Keyset} of another. No SQL runs. */
public final class OrderingMismatchException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** The ordering that refused. */
    private final String ordering;

    OrderingMismatchException(String ordering) {
        super("cursor belongs to another ordering than " + ordering
                + "; use it with the keyset that made it, or start again at the first page");
        this.ordering = ordering;
    }

    /** {@return the ordering that refused the cursor: table, columns and directions} */
    public String ordering() {
        return ordering;
    }
}
