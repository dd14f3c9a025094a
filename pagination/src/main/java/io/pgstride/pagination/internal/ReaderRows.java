package io.pgstride.pagination.internal;

import io.pgstride.pagination.RowReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jooq.Cursor;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the user's reader makes them, straight from JDBC; no record is made. The statement runs through jOOQ all the same, and
 * so through its listeners. Key values are read as pgjdbc reads them exactly, most types as text.
 */
public final class ReaderRows<T> implements PageRows<T> {
    private final PageSql sql;
    private final RowReader<? extends T> reader;

    /** For the statements of one keyset. */
    public ReaderRows(PageSql sql, RowReader<? extends T> reader) {
        this.sql = sql;
        this.reader = Objects.requireNonNull(reader, "reader");
    }

    @Override
    public Slice<T> fetch(PageFetch page) {
        List<T> rows = new ArrayList<>(page.size());
        List<@Nullable Object[]> keys = new ArrayList<>(page.size());
        try (Cursor<?> cursor = page.query().fetchLazy()) {
            ResultSet result = Objects.requireNonNull(cursor.resultSet(), "result of an open cursor");
            int width = result.getMetaData().getColumnCount();
            while (rows.size() < page.size() && result.next()) {
                rows.add(Objects.requireNonNull(reader.read(result), "the RowReader returned null for a row"));
                keys.add(page.columns().values(result, width));
            }
            return PageRows.slice(rows, keys, result.next(), page.way());
        } catch (SQLException failure) {
            throw new DataAccessException("reading a row of " + sql.ordering().description() + " failed", failure);
        }
    }
}
