package io.pgstride.pagination.internal.plan;

import io.pgstride.pagination.internal.Joins;
import io.pgstride.pagination.internal.Names;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Table;

/** Which tables of a FROM clause columns belong to, by their qualifiers. */
final class Owners {
    private final List<Table<?>> tables;

    Owners(Table<?> from) {
        this.tables = Joins.tables(from).toList();
    }

    boolean isJoin() {
        return tables.size() > 1;
    }

    /** The tables that the columns belong to; of a single table, that one; empty if a column tells no table. */
    List<Table<?>> of(Collection<? extends Field<?>> columns) {
        if (!isJoin()) {
            return tables;
        }
        Set<String> qualifiers = columns.stream().map(Names::qualifier).collect(Collectors.toSet());
        List<Table<?>> owners = tables.stream()
                .filter(table -> qualifiers.contains(table.getName()))
                .toList();
        return owners.size() == qualifiers.size() ? owners : List.of();
    }
}
