package io.pgstride.pagination.internal;

import io.pgstride.pagination.InvalidOrderingException;
import io.pgstride.pagination.Key;
import io.pgstride.pagination.Key.Nulls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Named;
import org.jooq.Table;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** What an ordering must be so that pages lose and repeat no row. */
final class OrderingRules {
    private final Table<?> table;
    private final List<Key> keys;
    private final List<Field<?>> uniqueOn;
    private final boolean described;

    OrderingRules(Table<?> table, List<Key> keys, List<Field<?>> uniqueOn) {
        this.table = table;
        this.keys = keys;
        this.uniqueOn = uniqueOn;
        this.described = hasMetadata(table);
    }

    List<KeyColumn> checked() {
        if (keys.isEmpty()) {
            throw broken("has no key; give at least one by orderBy");
        }
        List<KeyColumn> columns = new ArrayList<>();
        for (Key key : keys) {
            Field<?> field = resolved(key.field());
            requireUnseen(columns, field);
            requireType(field);
            columns.add(KeyColumn.of(key, field, nullable(key, field), ValueForm.of(field, described)));
        }
        requireUnique(columns);
        return List.copyOf(columns);
    }

    /** Of a join, on both sides. */
    private static boolean hasMetadata(Table<?> of) {
        return of instanceof QOM.JoinTable<?, ?> join
                ? hasMetadata(join.$table1()) && hasMetadata(join.$table2())
                : of.fields().length > 0;
    }

    /** The table's own column, which may know more than the field that was given; an expression as it is. */
    private Field<?> resolved(Field<?> field) {
        if (!Names.isColumn(field)) {
            return field;
        }
        Field<?> own = described ? ownColumn(field) : field;
        if (own == null || (!described && !qualifiedByTable(field))) {
            throw broken("has key " + Names.of(field) + ", which is not a column of it as " + field
                    + "; order by its own columns (of the alias, if it has one) or by an expression over them");
        }
        return own;
    }

    private @Nullable Field<?> ownColumn(Field<?> field) {
        Name name = field.getQualifiedName();
        List<Field<?>> candidates = Stream.<Field<?>>of(table.fields())
                .filter(own -> own.getUnqualifiedName().equals(field.getUnqualifiedName()))
                .filter(own ->
                        name.qualifier() == null || own.getQualifiedName().equals(name))
                .toList();
        if (candidates.size() > 1) {
            throw broken("has several columns named " + Names.of(field) + "; qualify the key");
        }
        return candidates.isEmpty() ? null : candidates.get(0);
    }

    /** Of a join without metadata, any qualifier may be right. */
    private boolean qualifiedByTable(Field<?> field) {
        Name qualifier = field.getQualifiedName().qualifier();
        return qualifier == null
                || table instanceof QOM.JoinTable<?, ?>
                || qualifier.equals(table.getQualifiedName())
                || qualifier.equals(table.getUnqualifiedName());
    }

    private void requireUnseen(List<KeyColumn> columns, Field<?> field) {
        if (columns.stream().anyMatch(column -> column.field().equals(field))) {
            throw broken("has key " + Names.of(field) + " twice; remove one");
        }
    }

    private void requireType(Field<?> field) {
        if (field.getDataType().getTypeName().equals(SQLDataType.OTHER.getTypeName())) {
            throw broken("has key " + Names.of(field)
                    + " of no known type; give its data type, as in field(name(…), SQLDataType.BIGINT)");
        }
    }

    /** Whether NULLs are to be expected; if so they must have their place. */
    private boolean nullable(Key key, Field<?> field) {
        if (key.nulls() == Nulls.NONE || knownNotNull(field)) {
            return false;
        }
        if (key.nulls() == Nulls.UNDECLARED) {
            throw broken("has key " + Names.of(field)
                    + ", which may be NULL; say where its NULLs stand with nullsFirst() or nullsLast(), or declare with"
                    + " notNull() that there are none");
        }
        return true;
    }

    private boolean knownNotNull(Field<?> field) {
        return !field.getDataType().nullable() && tellsNulls(table);
    }

    /** A column is NOT NULL by its metadata also on the side of a join that may be missing. */
    private static boolean tellsNulls(Table<?> of) {
        if (of instanceof QOM.TableAlias<?> alias) {
            return tellsNulls(alias.$aliased());
        } else if (of instanceof QOM.Join<?> || of instanceof QOM.CrossJoin<?>) {
            QOM.JoinTable<?, ?> join = (QOM.JoinTable<?, ?>) of;
            return tellsNulls(join.$table1()) && tellsNulls(join.$table2());
        }
        return !(of instanceof QOM.JoinTable<?, ?> || of instanceof QOM.DerivedTable<?>);
    }

    private void requireUnique(List<KeyColumn> columns) {
        if (!uniqueOn.isEmpty()) {
            List<Field<?>> unique =
                    uniqueOn.stream().<Field<?>>map(this::resolved).toList();
            if (!columns.stream().map(KeyColumn::field).toList().containsAll(unique)) {
                throw broken("does not hold every column of uniqueOn (" + names(uniqueOn) + "); add them as keys");
            }
        } else if (table instanceof QOM.JoinTable<?, ?>) {
            throw broken(
                    "is over a join, which can repeat a row of either side; declare with uniqueOn(…) which keys are"
                            + " unique in its result");
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

    /** A unique key lets rows with NULL repeat. */
    private static boolean covers(List<KeyColumn> columns, Collection<? extends Field<?>> unique) {
        return unique.stream().allMatch(part -> columns.stream().anyMatch(column -> isNotNullColumn(column, part)));
    }

    private static boolean isNotNullColumn(KeyColumn column, Field<?> part) {
        return !column.nullable()
                && Names.isColumn(column.field())
                && column.field().getUnqualifiedName().equals(part.getUnqualifiedName());
    }

    private static String names(Collection<? extends Field<?>> fields) {
        return fields.stream().map(Named::getName).collect(Collectors.joining(", "));
    }

    private InvalidOrderingException broken(String what) {
        return new InvalidOrderingException("ordering of " + Names.of(table) + " " + what);
    }
}
