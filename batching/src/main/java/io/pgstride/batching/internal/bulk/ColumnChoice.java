package io.pgstride.batching.internal.bulk;

import io.pgstride.core.PgstrideException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Configuration;

/** Matches what is to be written with what the table has. */
record ColumnChoice<T>(Spec<T> spec, Target target, Configuration configuration) {

    List<Column<T>> columns() {
        List<Column<T>> columns = new ArrayList<>();
        for (Source<T> source : spec.sources()) {
            TargetColumn column = target.columns().get(source.name());
            if (column == null) {
                throw refused("has no column " + source.name()
                        + "; check its spelling, or whether the generated code is of this table");
            }
            if (column.never().isEmpty()) {
                columns.add(Column.of(columns.size() + 1, source, column, configuration));
            } else if (spec.chosen()) {
                throw refused("has column " + source.name() + " " + column.never()
                        + ", which INSERT refuses a value for; leave it out by omitting(...)");
            }
        }
        if (columns.isEmpty()) {
            throw refused("is to be written without a column; name at least one");
        }
        return columns;
    }

    private PgstrideException refused(String why) {
        return new PgstrideException("table " + target.relation() + " " + why);
    }
}
