package io.pgstride.pagination;

import io.pgstride.pagination.internal.Ordering;
import io.pgstride.pagination.internal.Position;

/**
 * A place in an ordering: the key values of one row. It comes from {@link Page#next()}, {@link Page#previous()},
 * {@link Page#cursor(int)} or {@link Keyset#cursorOf}, and is good for any keyset of the same table, columns, types and
 * directions. The row need not exist any more; the cursor still says what comes after it and before it.
 *
 * <p>Immutable and thread-safe. Two cursors are equal if they hold the same values, in the same form, of the same
 * ordering. The same place can have two forms: a cursor that was read from a token, or came from {@code jumpTo}, {@code cursorOf}, or a page that
 * is read by a {@link RowReader}, may hold the text of what another one holds as a number; compare tokens instead. A
 * cursor lives inside the JVM; what is sent to a client is its token, {@link Page#nextToken()}. It does not remember the filter; a token does. (jOOQ has a type of this name too: import
 * this one by name.)
 */
public final class Cursor {
    private final Position position;

    Cursor(Position position) {
        this.position = position;
    }

    Position position() {
        return position;
    }

    /** The position, if it is of the ordering. */
    Position positionIn(Ordering ordering) {
        if (!ordering.owns(position)) {
            throw new OrderingMismatchException(ordering.description());
        }
        return position;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cursor cursor && position.equals(cursor.position);
    }

    @Override
    public int hashCode() {
        return position.hashCode();
    }

    /** The number of keys; never their values, which may be personal data. */
    @Override
    public String toString() {
        return "Cursor[" + position.values().size() + " keys]";
    }
}
