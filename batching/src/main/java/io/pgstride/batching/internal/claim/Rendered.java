package io.pgstride.batching.internal.claim;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.ResultQuery;

/**
 * A statement whose text was made once from jOOQ's parts, and runs through jOOQ with other values each time: rendering a claim costs more than
 * sending it.
 *
 * @param binds the names of its bind variables, in the order of the text
 */
record Rendered(String sql, List<String> binds) {

    static Rendered of(DSLContext dsl, Query query) {
        List<String> binds = dsl.extractParams(query).keySet().stream()
                .filter(name -> name.startsWith(SqlParts.BIND))
                .toList();
        return new Rendered(dsl.render(query), binds);
    }

    ResultQuery<Record> fetch(DSLContext dsl, Binds values) {
        return dsl.resultQuery(sql, arguments(values));
    }

    int execute(DSLContext dsl, Binds values) {
        return dsl.query(sql, arguments(values)).execute();
    }

    private Field<?>[] arguments(Binds values) {
        return binds.stream().map(name -> UntypedText.of(values.get(name))).toArray(Field<?>[]::new);
    }
}
