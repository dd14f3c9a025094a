package io.pgstride.benchmarks.pagination;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Pages by SQL text over plain JDBC; prepared for each page, as with a pool, so the driver's own cache keeps them warm. */
final class JdbcPages implements PageSubject {
    static final String SELECT = "SELECT id, created_at, user_id, kind, ended_at, payload FROM events";

    private final Connection connection;
    private final int size;
    private final BoundSql first;
    private final Shape shape;

    JdbcPages(Connection connection, int size, Ordering ordering, Shape shape) {
        this.connection = connection;
        this.size = size;
        this.first = new BoundSql(SELECT + " ORDER BY " + ordering.sql() + " LIMIT " + (size + 1), List.of());
        this.shape = shape;
    }

    /** How a page after the first is asked for. */
    interface Shape {
        BoundSql next(Place place);
    }

    /**
     * A statement and its values in order.
     *
     * @param values none null
     */
    record BoundSql(String sql, List<?> values) {}

    @Override
    public EventPage first() throws SQLException {
        return page(first);
    }

    @Override
    public EventPage at(Place place) throws SQLException {
        return page(shape.next(place));
    }

    @Override
    public long buffersOfFirst() throws SQLException {
        return Buffers.of(connection, first.sql(), first.values());
    }

    @Override
    public long buffersAt(Place place) throws SQLException {
        BoundSql next = shape.next(place);
        return Buffers.of(connection, next.sql(), next.values());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** The row of a {@link #SELECT} on which the result stands. */
    static Event event(ResultSet row) throws SQLException {
        OffsetDateTime ended = row.getObject(5, OffsetDateTime.class);
        return new Event(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getLong(3),
                row.getString(4),
                ended == null ? null : ended.toInstant(),
                row.getString(6));
    }

    private EventPage page(BoundSql query) throws SQLException {
        List<Event> rows = new ArrayList<>(size + 1);
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            int index = 0;
            for (Object value : query.values()) {
                statement.setObject(++index, value);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(event(result));
                }
            }
        }
        return EventPage.of(rows, size);
    }
}
