package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.EVENTS;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.pgstride.batching.bulk.BulkWriter;
import io.pgstride.examples.db.PgstrideTour;
import io.pgstride.examples.db.tables.records.EventsRecord;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A table like {@code events}, with its indexes, and the ways to write rows into it; each in one transaction. */
final class Loading {
    static final String INSERT = "INSERT INTO pgstride_tour.events_loaded"
            + " (id, user_id, assessment_id, kind, detail, duration_ms, created_at) VALUES (?, ?, ?, ?, ?::jsonb, ?, ?)";
    static final String UPSERT = INSERT
            + " ON CONFLICT (id) DO UPDATE SET (user_id, assessment_id, kind, detail, duration_ms, created_at) = (excluded.user_id,"
            + " excluded.assessment_id, excluded.kind, excluded.detail, excluded.duration_ms, excluded.created_at)";

    private static final Table<Record> LOADED = table(name(PgstrideTour.PGSTRIDE_TOUR.getName(), "events_loaded"));

    static final BulkWriter<Record> COPY = BulkWriter.into(
            LOADED,
            EVENTS.ID,
            EVENTS.USER_ID,
            EVENTS.ASSESSMENT_ID,
            EVENTS.KIND,
            EVENTS.DETAIL,
            EVENTS.DURATION_MS,
            EVENTS.CREATED_AT);
    static final BulkWriter<Record> COPY_UPSERT = COPY.onConflict(EVENTS.ID).doUpdate();

    private final Connection connection;
    private final DSLContext dsl;

    Loading(Connection connection) {
        this.connection = connection;
        this.dsl = DSL.using(connection, SQLDialect.POSTGRES);
    }

    void create() {
        dsl.execute("CREATE TABLE {0} (LIKE {1} INCLUDING ALL)", LOADED, EVENTS);
    }

    void drop() {
        dsl.execute("DROP TABLE {0}", LOADED);
    }

    void empty() {
        dsl.execute("TRUNCATE {0}", LOADED);
    }

    /** Every other row, with another kind. */
    void halfAreThere(List<EventsRecord> rows) {
        empty();
        dsl.execute(
                "INSERT INTO {0} SELECT id, user_id, assessment_id, 'old', detail, duration_ms, created_at FROM {1} WHERE id <= {2} AND id % 2 = 0",
                LOADED, EVENTS, DSL.inline(rows.size()));
    }

    void oneByOne(List<EventsRecord> rows) throws SQLException {
        inTransaction(INSERT, rows, PreparedStatement::executeUpdate);
    }

    void batch(String sql, List<EventsRecord> rows) throws SQLException {
        inTransaction(sql, rows, PreparedStatement::addBatch);
    }

    void copy(BulkWriter<Record> writer, List<EventsRecord> rows) {
        writer.insert(dsl, rows);
    }

    BigDecimal checksum() {
        return dsl.select(field("sum(hashtextextended(l::text, 0))", SQLDataType.NUMERIC))
                .from(LOADED.as("l"))
                .fetchSingle()
                .value1();
    }

    /** What to do with a row whose values are set. */
    private interface Each {
        void accept(PreparedStatement statement) throws SQLException;
    }

    private void inTransaction(String sql, List<EventsRecord> rows, Each each) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (EventsRecord row : rows) {
                set(statement, row);
                each.accept(statement);
            }
            statement.executeBatch();
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void set(PreparedStatement statement, EventsRecord row) throws SQLException {
        statement.setLong(1, row.getId());
        statement.setLong(2, row.getUserId());
        statement.setObject(3, row.getAssessmentId(), Types.BIGINT);
        statement.setString(4, row.getKind());
        statement.setString(5, row.getDetail() == null ? null : row.getDetail().data());
        statement.setObject(6, row.getDurationMs(), Types.INTEGER);
        statement.setObject(7, row.getCreatedAt());
    }
}
