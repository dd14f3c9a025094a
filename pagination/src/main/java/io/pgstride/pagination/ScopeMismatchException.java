package io.pgstride.pagination;

/** A token was made in another scope, such as another tenant's, than that of the query it was given to. No SQL runs. */
public final class ScopeMismatchException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** For the cases of this module. */
    public ScopeMismatchException() {
        super("the cursor was not made for this scope; start again at the first page");
    }

    @Override
    public String code() {
        return "cursor_other_scope";
    }
}
