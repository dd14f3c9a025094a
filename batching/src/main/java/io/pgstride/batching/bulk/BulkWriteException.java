package io.pgstride.batching.bulk;

import io.pgstride.core.PgstrideException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A row that could not be written: which one, which column, and why. Nothing of the write remains.
 *
 * <p>Neither the message nor the causes hold a value of the row, unless {@link BulkWriter#showingValues()} was asked for; what the
 * caller's own accessors and converters throw is passed on as it is.
 */
public final class BulkWriteException extends PgstrideException {
    private static final long serialVersionUID = 1L;

    /** As its name is written in SQL. */
    private final String table;

    /** 0 if it is not known. */
    private final long row;

    /** Of a constraint, all of them with commas between. */
    private final @Nullable String column;

    /** Of Java. */
    private final @Nullable String valueClass;

    /** Or unique index. */
    private final @Nullable String constraint;

    /** Of the server. */
    private final @Nullable String sqlState;

    /**
     * Carries what is known.
     *
     * @param message the whole of it
     * @param at table, row and column
     * @param constraint by the server's name
     * @param sqlState of the server's error
     * @param cause the reason
     */
    public BulkWriteException(
            String message,
            Place at,
            @Nullable String constraint,
            @Nullable String sqlState,
            @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
        this.table = at.table();
        this.row = at.row();
        this.column = at.column();
        this.valueClass = at.valueClass();
        this.constraint = constraint;
        this.sqlState = sqlState;
    }

    /**
     * Where it failed.
     *
     * @param table as its name is written in SQL
     * @param row from 1, or 0 if it is not known
     * @param column null if it is not known
     * @param valueClass the Java class of the column's value, null if it is not known or the value is null
     */
    public record Place(
            String table,
            long row,
            @Nullable String column,
            @Nullable String valueClass) {}

    /** {@return the table, as its name is written in SQL} */
    public String table() {
        return table;
    }

    /**
     * {@return the row's number among those given, from 1} Empty where the server said no row and the rows cannot be had again: a foreign
     * key, which is checked after the last row, and rows that came as a stream or an iterator.
     */
    public OptionalLong row() {
        return row == 0 ? OptionalLong.empty() : OptionalLong.of(row);
    }

    /** {@return the column; those of a constraint of several are joined by commas} */
    public Optional<String> column() {
        return Optional.ofNullable(column);
    }

    /** {@return the Java class of the value, or where the server refused it that of the column's field} */
    public Optional<String> valueClass() {
        return Optional.ofNullable(valueClass);
    }

    /** {@return the constraint or unique index that refused the row} */
    public Optional<String> constraint() {
        return Optional.ofNullable(constraint);
    }

    /** {@return the server's SQLSTATE; empty where the row never came to it} */
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }
}
