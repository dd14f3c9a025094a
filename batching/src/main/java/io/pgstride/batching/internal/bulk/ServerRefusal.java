package io.pgstride.batching.internal.bulk;

import java.sql.SQLException;
import java.util.List;

/** The server's error, on its way to where it is told in the caller's terms; without a stack trace of its own. */
final class ServerRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException error;
    private final String relation;
    private final List<String> columns;
    private final long row;

    private ServerRefusal(SQLException error, String relation, List<String> columns, long row) {
        super(error.getMessage(), error, true, false);
        this.error = error;
        this.relation = relation;
        this.columns = List.copyOf(columns);
        this.row = row;
    }

    /** Of a COPY, whose error's context may name the row and the column, by these names. */
    static ServerRefusal ofCopy(SQLException error, String relation, List<String> columns) {
        return new ServerRefusal(error, relation, columns, 0);
    }

    /** Of a row, or with 0 of one that is not known. */
    static ServerRefusal ofRow(SQLException error, long row) {
        return new ServerRefusal(error, "", List.of(), row);
    }

    /** The same of a certain row. */
    ServerRefusal at(long certain) {
        return new ServerRefusal(error, relation, columns, certain);
    }

    SQLException error() {
        return error;
    }

    String relation() {
        return relation;
    }

    List<String> columns() {
        return columns;
    }

    long row() {
        return row;
    }
}
