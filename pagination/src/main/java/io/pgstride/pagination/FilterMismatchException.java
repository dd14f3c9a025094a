package io.pgstride.pagination;

/** A token was made under another filter than that of the query it was given to. No SQL runs. */
public final class FilterMismatchException extends CursorException {
    private static final long serialVersionUID = 1L;

    /** For the cases of this module. */
    public FilterMismatchException() {
        super("the cursor belongs to another filter; ask for the next page with the filter of the first one,"
                + " or start again at the first page");
    }

    @Override
    public String code() {
        return "cursor_other_filter";
    }
}
