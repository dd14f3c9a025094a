package io.pgstride.pagination.internal;

import io.pgstride.pagination.InvalidOrderingException;
import io.pgstride.pagination.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Named;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** What an ordering must be so that pages lose and repeat no row. */
final class OrderingRules {
    private final Table<?> table;
    private final List<Key> keys;
    private final List<Field<?>> uniqueOn;

    OrderingRules(Table<?> table, List<Key> keys, List<Field<?>> uniqueOn) {
        this.table = table;
        this.keys = keys;
        this.uniqueOn = uniqueOn;
    }

    List<KeyColumn> checked() {
        requireOneTable();
        if (keys.isEmpty()) {
            throw broken("has no key; give at least one by orderBy");
        }
        List<KeyColumn> columns = new ArrayList<>();
        for (Key key : keys) {
            Field<?> field = column(key.field());
            requireUnseen(columns, field);
            requireType(field);
            requireNotNull(key, field);
            requireSameDirection(key);
            columns.add(KeyColumn.of(columns.size(), field, key.direction(), hasMetadata()));
        }
        requireUnique(columns);
        return List.copyOf(columns);
    }

    private boolean hasMetadata() {
        return table.fields().length > 0;
    }

    /** A column is NOT NULL by its metadata also on the side of a join that may be missing. */
    private void requireOneTable() {
        Table<?> base = table instanceof QOM.TableAlias<?> alias ? alias.$aliased() : table;
        if (base instanceof QOM.JoinTable<?, ?> || base instanceof QOM.DerivedTable<?>) {
            throw broken(
                    "is over a join or a derived table, which is not supported in this version; page over one table or"
                            + " view");
        }
    }

    /** The table's own field, which may know more than the one that was given. */
    private Field<?> column(Field<?> field) {
        Field<?> own = hasMetadata() ? table.field(field.getUnqualifiedName()) : plainColumn(field);
        if (own == null || !qualifiedAsOf(own, field)) {
            throw broken(
                    "has key " + field + ", which is not a column of it; order by the table's own columns (of the"
                            + " alias, if it has one); columns of other tables and expressions are not supported in this version");
        }
        return own;
    }

    /** Without metadata a column can only be told from an expression by being a mere name. */
    private static @Nullable Field<?> plainColumn(Field<?> field) {
        return DSL.field(field.getQualifiedName(), field.getDataType()).equals(field) ? field : null;
    }

    private boolean qualifiedAsOf(Field<?> own, Field<?> field) {
        Name qualifier = field.getQualifiedName().qualifier();
        if (qualifier == null) {
            return true;
        }
        return hasMetadata()
                ? own.getQualifiedName().equals(field.getQualifiedName())
                : qualifier.equals(table.getQualifiedName()) || qualifier.equals(table.getUnqualifiedName());
    }

    private void requireUnseen(List<KeyColumn> columns, Field<?> field) {
        if (columns.stream()
                .anyMatch(column -> column.field().getUnqualifiedName().equals(field.getUnqualifiedName()))) {
            throw broken("has key " + field + " twice; remove one");
        }
    }

    private void requireType(Field<?> field) {
        if (field.getDataType().getTypeName().equals(SQLDataType.OTHER.getTypeName())) {
            throw broken("has key " + field
                    + " of no known type; give its data type, as in field(name(…), SQLDataType.BIGINT)");
        }
    }

    private void requireNotNull(Key key, Field<?> field) {
        if (!key.declaredNotNull() && field.getDataType().nullable()) {
            throw broken(
                    "has key " + field + ", which may be NULL; declare it with notNull() if it never is, or make the"
                            + " column NOT NULL; nullable keys are not supported in this version");
        }
    }

    private void requireSameDirection(Key key) {
        if (key.direction() != keys.get(0).direction()) {
            throw broken(
                    "mixes ascending and descending keys; give all one direction: mixed ones are not supported in this"
                            + " version");
        }
    }

    private void requireUnique(List<KeyColumn> columns) {
        if (!uniqueOn.isEmpty()) {
            if (!covers(columns, uniqueOn)) {
                throw broken("does not hold every column of uniqueOn (" + names(uniqueOn) + "); add them as keys");
            }
        } else if (table.getKeys().stream().noneMatch(key -> covers(columns, key.getFields()))) {
            throw broken("is not unique, so that pages could lose rows with equal keys; " + mendUnique());
        }
    }

    private String mendUnique() {
        return table.getKeys().stream()
                .map(key -> "append the columns of its unique key (" + names(key.getFields()) + ")")
                .findFirst()
                .orElse(
                        "append a unique column and declare it with uniqueOn(…), as no unique key of the table is known");
    }

    private static boolean covers(List<KeyColumn> columns, Collection<? extends Field<?>> unique) {
        return unique.stream()
                .allMatch(part -> columns.stream()
                        .anyMatch(column -> column.field().getUnqualifiedName().equals(part.getUnqualifiedName())));
    }

    private static String names(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Named::getName).collect(Collectors.joining(", "));
    }

    private InvalidOrderingException broken(String what) {
        return new InvalidOrderingException("ordering of " + Ordering.name(table) + " " + what);
    }
}
