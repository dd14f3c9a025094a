package io.pgstride.aggregation.view;

import io.pgstride.core.PgstrideException;

/** A view was not refreshed or replaced, as it could not have been. Nothing was changed, and the history says nothing of it. */
public final class RefreshRefusedException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /** Quoted. */
    private final String view;

    /** Why a view is not refreshed. */
    public enum Reason {
        /** There is no relation of its name, or it was dropped meanwhile. */
        NO_VIEW,
        /** The relation of its name is something else. */
        NOT_MATERIALIZED,
        /** CONCURRENTLY is required, and no unique index serves. */
        NO_USABLE_INDEX,
        /** The role neither owns it nor has MAINTAIN on it (PostgreSQL 17). */
        NOT_PERMITTED,
        /** The server is a standby, or the session read-only. */
        READ_ONLY,
        /** What is to be replaced has dependents, or something that is not carried over. */
        HAS_DEPENDENTS,
        /** Views read each other in a circle, by way of plain views. */
        CIRCULAR
    }

    /**
     * Tells why.
     *
     * @param reason the kind of it
     * @param view its name, quoted
     * @param message with what to do
     */
    public RefreshRefusedException(Reason reason, String view, String message) {
        super("materialized view " + view + " " + message);
        this.reason = reason;
        this.view = view;
    }

    /** {@return why} */
    public Reason reason() {
        return reason;
    }

    /** {@return the view's name, quoted} */
    public String view() {
        return view;
    }
}
