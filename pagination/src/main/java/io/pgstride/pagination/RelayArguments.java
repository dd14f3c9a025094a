package io.pgstride.pagination;

import io.pgstride.pagination.internal.Way;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of a Relay connection, checked; {@link PageQuery#connection} answers it. Null for what was not given.
 *
 * <p>With neither {@code first} nor {@code last}, {@code first} is the query's page size. The cursors are checked only when they are used.
 *
 * @param first how many from the front, from 0
 * @param after the cursor that they come after
 * @param last how many from the back, from 0
 * @param before the cursor that they come before
 * @see <a href="https://relay.dev/graphql/connections.htm">GraphQL Cursor Connections Specification</a>
 */
public record RelayArguments(
        @Nullable Integer first,
        @Nullable String after,
        @Nullable Integer last,
        @Nullable String before) {
    /**
     * Checks how the arguments go together.
     *
     * @param first how many from the front, from 0
     * @param after the cursor that they come after
     * @param last how many from the back, from 0
     * @param before the cursor that they come before
     * @throws RelayArgumentsException if a number is negative, if both numbers are given, which the specification advises
     *     against, or if {@code before} is given alone: from which end to count would be a guess
     */
    public RelayArguments {
        requireNotNegative("first", first);
        requireNotNegative("last", last);
        if (first != null && last != null) {
            throw new RelayArgumentsException("first and last are both given; give one of them");
        }
        if (before != null && first == null && last == null) {
            throw new RelayArgumentsException("before is given without a number; give last too, or first");
        }
    }

    private static void requireNotNegative(String name, @Nullable Integer number) {
        if (number != null && number < 0) {
            throw new RelayArgumentsException(name + " is " + number + "; give 0 or more");
        }
    }

    Way way() {
        return last == null ? Way.FORWARD : Way.BACKWARD;
    }

    int count(int pageSize) {
        if (first != null) {
            return first;
        }
        return last == null ? pageSize : last;
    }

    /** The numbers, and which cursors there are; never the cursors, which hold key values. */
    @Override
    public String toString() {
        return "RelayArguments[first=" + first + ", " + given("after", after) + ", last=" + last + ", "
                + given("before", before) + "]";
    }

    private static String given(String name, @Nullable String cursor) {
        return cursor == null ? "no " + name : name;
    }
}
