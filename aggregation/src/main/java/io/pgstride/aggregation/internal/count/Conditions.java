package io.pgstride.aggregation.internal.count;

import java.util.Set;
import java.util.TreeSet;

/**
 * What the conditions on one scan of a table rest on. Built while they are read, then left alone.
 *
 * @param columns all that they look at, quoted where needed
 * @param patterns those that stand beside an operator of which statistics tell little
 * @param expressions what is computed from columns, in SQL
 * @param computed the columns in them
 * @param subqueries empty, or a note that a value is only known when it runs
 */
record Conditions(
        Set<String> columns,
        Set<String> patterns,
        Set<String> expressions,
        Set<String> computed,
        Set<String> subqueries) {
    Conditions() {
        this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    void add(Conditions more) {
        columns.addAll(more.columns);
        patterns.addAll(more.patterns);
        expressions.addAll(more.expressions);
        computed.addAll(more.computed);
        subqueries.addAll(more.subqueries);
    }

    boolean none() {
        return columns.isEmpty() && subqueries.isEmpty();
    }
}
