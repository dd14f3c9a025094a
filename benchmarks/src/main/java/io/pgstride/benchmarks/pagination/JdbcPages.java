package io.pgstride.benchmarks.pagination;

import io.pgstride.core.plan.QueryPlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Pages by SQL text over plain JDBC; prepared for each page, as with a pool, so the driver's own cache keeps them warm. */
final class JdbcPages implements PageSubject {
    private static final String EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ";
    private static final String SELECT = "SELECT id, created_at, user_id, kind, payload FROM events";
    private static final String ORDER = " ORDER BY created_at DESC, id DESC";

    private final Connection connection;
    private final int size;
    private final Shape shape;

    JdbcPages(Connection connection, int size, Shape shape) {
        this.connection = connection;
        this.size = size;
        this.shape = shape;
    }

    /** How a page after the first is asked for. */
    enum Shape {
        ROW_VALUE(SELECT + " WHERE (created_at, id) < (?, ?)" + ORDER + " LIMIT ?") {
            @Override
            void bind(PreparedStatement statement, Place place, int limit) throws SQLException {
                statement.setObject(1, createdAt(place));
                statement.setLong(2, place.after().id());
                statement.setInt(3, limit);
            }
        },
        /** As Hibernate (for Jakarta Data) and Spring Data's keyset scrolling render it. */
        OR_EXPANSION(
                SELECT + " WHERE created_at < ? OR created_at = ? AND id < ?" + ORDER + " FETCH FIRST ? ROWS ONLY") {
            @Override
            void bind(PreparedStatement statement, Place place, int limit) throws SQLException {
                statement.setObject(1, createdAt(place));
                statement.setObject(2, createdAt(place));
                statement.setLong(3, place.after().id());
                statement.setInt(4, limit);
            }
        },
        OFFSET(SELECT + ORDER + " OFFSET ? LIMIT ?") {
            @Override
            void bind(PreparedStatement statement, Place place, int limit) throws SQLException {
                statement.setLong(1, place.offset());
                statement.setInt(2, limit);
            }
        };

        private static final String FIRST = SELECT + ORDER + " LIMIT ?";

        private final String next;

        Shape(String next) {
            this.next = next;
        }

        abstract void bind(PreparedStatement statement, Place place, int limit) throws SQLException;

        private static OffsetDateTime createdAt(Place place) {
            return place.after().createdAt().atOffset(ZoneOffset.UTC);
        }
    }

    @Override
    public EventPage first() throws SQLException {
        try (PreparedStatement statement = prepareFirst("")) {
            return page(statement);
        }
    }

    @Override
    public EventPage at(Place place) throws SQLException {
        try (PreparedStatement statement = prepareNext("", place)) {
            return page(statement);
        }
    }

    @Override
    public long buffersOfFirst() throws SQLException {
        try (PreparedStatement statement = prepareFirst(EXPLAIN)) {
            return buffers(statement);
        }
    }

    @Override
    public long buffersAt(Place place) throws SQLException {
        try (PreparedStatement statement = prepareNext(EXPLAIN, place)) {
            return buffers(statement);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getLong(3),
                row.getString(4),
                row.getString(5));
    }

    private PreparedStatement prepareFirst(String prefix) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(prefix + Shape.FIRST);
        statement.setInt(1, size + 1);
        return statement;
    }

    private PreparedStatement prepareNext(String prefix, Place place) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(prefix + shape.next);
        shape.bind(statement, place, size + 1);
        return statement;
    }

    private EventPage page(PreparedStatement statement) throws SQLException {
        List<Event> rows = new ArrayList<>(size + 1);
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(event(result));
            }
        }
        return EventPage.of(rows, size);
    }

    private static long buffers(PreparedStatement statement) throws SQLException {
        try (ResultSet plan = statement.executeQuery()) {
            plan.next();
            return QueryPlan.parse(plan.getString(1)).buffers().shared();
        }
    }
}
