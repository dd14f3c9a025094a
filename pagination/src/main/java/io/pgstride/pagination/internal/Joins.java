package io.pgstride.pagination.internal;

import java.util.stream.Stream;
import org.jooq.Table;
import org.jooq.impl.QOM;

/** What a FROM clause is joined of. */
public final class Joins {
    private Joins() {}

    /** The tables from left to right; of what is no join, that one. */
    public static Stream<Table<?>> tables(Table<?> from) {
        return from instanceof QOM.JoinTable<?, ?> join
                ? Stream.concat(tables(join.$table1()), tables(join.$table2()))
                : Stream.of(from);
    }
}
