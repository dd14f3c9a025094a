package io.pgstride.pagination;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Makes an object of the row on which a JDBC result stands, as {@code row -> new Event(row.getLong(1), row.getString(2))}; see
 * {@link PageQuery#reading}.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface RowReader<T> {
    /**
     * {@return what the row becomes; not null}
     *
     * @param row on a row; its columns are those of the keyset in their order, from 1, and maybe others after them. Not to be moved,
     *     closed or kept
     * @throws SQLException what the getters throw; the page fails with jOOQ's {@code DataAccessException} and it as the cause
     */
    T read(ResultSet row) throws SQLException;
}
