package io.pgstride.pagination;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page as a Relay connection: what a GraphQL server gives to clients that page by the cursor connections specification. Names of
 * components are those of the specification. Immutable.
 *
 * @param edges the rows with their cursors, in the ordering's direction; unmodifiable
 * @param pageInfo what is around them
 * @param <T> the type of the rows
 * @see <a href="https://relay.dev/graphql/connections.htm">GraphQL Cursor Connections Specification</a>
 */
public record RelayConnection<T>(List<Edge<T>> edges, PageInfo pageInfo) {
    /**
     * Copies the edges.
     *
     * @param edges copied
     * @param pageInfo what is around them
     */
    public RelayConnection {
        edges = List.copyOf(edges);
    }

    /**
     * A row and its cursor.
     *
     * @param node the row
     * @param cursor its token, to send back as {@code after} or {@code before}
     * @param <T> the type of the row
     */
    public record Edge<T>(T node, String cursor) {
        /** Nothing of the row. */
        @Override
        public String toString() {
            return "Edge";
        }
    }

    /**
     * What is around the edges.
     *
     * @param hasNextPage see {@link Page#hasNext()}
     * @param hasPreviousPage see {@link Page#hasPrevious()}
     * @param startCursor of the first edge; null if there is none
     * @param endCursor of the last edge; null if there is none
     */
    public record PageInfo(
            boolean hasNextPage,
            boolean hasPreviousPage,
            @Nullable String startCursor,
            @Nullable String endCursor) {
        /** The flags, no cursors. */
        @Override
        public String toString() {
            return "PageInfo[hasNextPage=" + hasNextPage + ", hasPreviousPage=" + hasPreviousPage + "]";
        }
    }

    /**
     * {@return a page as a connection}
     *
     * @param page of a query with {@link PageQuery#tokens}
     * @param <T> the type of the rows
     * @throws IllegalStateException if its query has no tokens
     */
    public static <T> RelayConnection<T> of(Page<T> page) {
        List<String> tokens = page.tokens();
        List<Edge<T>> edges = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            edges.add(new Edge<>(page.rows().get(i), tokens.get(i)));
        }
        String start = edges.isEmpty() ? null : tokens.get(0);
        String end = edges.isEmpty() ? null : tokens.get(tokens.size() - 1);
        return new RelayConnection<>(edges, new PageInfo(page.hasNext(), page.hasPrevious(), start, end));
    }

    static <T> RelayConnection<T> withoutEdges(boolean hasNext, boolean hasPrevious) {
        return new RelayConnection<>(List.of(), new PageInfo(hasNext, hasPrevious, null, null));
    }

    /** {@return the rows without their cursors; unmodifiable} */
    public List<T> nodes() {
        return edges.stream().map(Edge::node).toList();
    }

    /**
     * {@return a connection of what the function makes of each row, with the same cursors}
     *
     * @param function called once per row, in order; not to return null
     * @param <U> what it makes
     */
    public <U> RelayConnection<U> map(Function<? super T, ? extends U> function) {
        List<Edge<U>> mapped = new ArrayList<>(edges.size());
        for (Edge<T> edge : edges) {
            mapped.add(new Edge<>(function.apply(edge.node()), edge.cursor()));
        }
        return new RelayConnection<>(mapped, pageInfo);
    }

    /** Counts and flags, no values. */
    @Override
    public String toString() {
        return "RelayConnection[" + edges.size() + " edges, " + pageInfo + "]";
    }
}
