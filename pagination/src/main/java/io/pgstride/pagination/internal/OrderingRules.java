package io.pgstride.pagination.internal;

import io.pgstride.pagination.InvalidOrderingException;
import io.pgstride.pagination.Key;
import io.pgstride.pagination.Key.Nulls;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.CommonTableExpression;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Named;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** What an ordering must be so that pages lose and repeat no row. */
final class OrderingRules {
    private final Table<?> table;
    private final List<Field<?>> selected;
    private final List<Key> keys;
    private final List<Field<?>> uniqueOn;
    private final boolean described;
    private final boolean ofCatalog;

    OrderingRules(Table<?> table, List<Field<?>> selected, List<Key> keys, List<Field<?>> uniqueOn) {
        this.table = table;
        this.selected = selected;
        this.keys = keys;
        this.uniqueOn = uniqueOn;
        this.described = Joins.tables(table).allMatch(each -> each.fields().length > 0);
        this.ofCatalog = described && isOfCatalog(table);
    }

    List<KeyColumn> checked() {
        if (table instanceof CommonTableExpression<?>) {
            throw broken("is over a common table expression, which has no WITH here; use the query's asTable(…)");
        }
        if (keys.isEmpty()) {
            throw broken("has no key; give at least one by orderBy");
        }
        List<KeyColumn> columns = new ArrayList<>();
        for (Key key : keys) {
            Field<?> field = resolved(key.field());
            requireNoLiteral(field);
            requireUnseen(columns, field);
            requireType(field);
            requireNoBindValue(field);
            requireNotHidden(field);
            columns.add(KeyColumn.of(
                    key, field, nullable(key, field), ValueForm.of(field, ofCatalog && Names.isColumn(field))));
        }
        requireUnique(columns);
        return List.copyOf(columns);
    }

    /** The table's own column, which may know more than the field that was given; an expression as it is. */
    private Field<?> resolved(Field<?> given) {
        Field<?> field = unaliased(given);
        if (!Names.isColumn(field)) {
            return field;
        }
        Field<?> own = described ? ownColumn(field) : qualified(field);
        if (own == null || (!described && !qualifiedByTable(field))) {
            throw broken("has key " + Names.of(field) + ", which is not a column of it as " + field
                    + "; order by its own columns (of the alias, if it has one) or by an expression over them");
        }
        return own;
    }

    /** In a derived table an alias is a column; elsewhere it stands for what it names. */
    private Field<?> unaliased(Field<?> field) {
        boolean column = described && !ofCatalog && ownColumn(field) != null;
        return field instanceof QOM.FieldAlias<?> alias && !column ? alias.$field() : field;
    }

    /** In ORDER BY, PostgreSQL takes a bare name for that of a selected column first, whatever it holds. */
    private Field<?> qualified(Field<?> field) {
        return isOfCatalog(table) && field.getQualifiedName().qualifier() == null
                ? DSL.field(table.getQualifiedName().append(field.getUnqualifiedName()), field.getDataType())
                : field;
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

    /** PostgreSQL takes a number in ORDER BY for that of a column. */
    private void requireNoLiteral(Field<?> field) {
        if (field instanceof Param<?>) {
            throw broken("has a literal as a key, which orders nothing; remove it, or use the column that is meant");
        }
    }

    /** As a parameter it would not be the constant that the index has, once the plan is generic. */
    private void requireNoBindValue(Field<?> field) {
        if (Names.hasBindValue(field)) {
            throw broken("has key " + Names.of(field)
                    + " with a bind value, which no index can have; write it with DSL.inline(…)");
        }
    }

    /** A selected field of a key's name that is not the key: where names go unqualified, ORDER BY takes it for the key. */
    private void requireNotHidden(Field<?> key) {
        boolean hidden = Names.isColumn(key)
                && selected.stream()
                        .anyMatch(field -> field instanceof QOM.FieldAlias<?>
                                && field.getName().equals(key.getName()));
        if (hidden) {
            throw broken("has key " + Names.of(key)
                    + ", which a selected field hides that is another of the same name; give that another alias");
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
        return !field.getDataType().nullable() && Names.isColumn(field) && (!described || tellsNulls(table));
    }

    /** A column is NOT NULL by its metadata also on the side of a join that may be missing. */
    private static boolean tellsNulls(Table<?> of) {
        if (of instanceof QOM.Join<?> || of instanceof QOM.CrossJoin<?>) {
            QOM.JoinTable<?, ?> join = (QOM.JoinTable<?, ?>) of;
            return tellsNulls(join.$table1()) && tellsNulls(join.$table2());
        }
        return isTable(of);
    }

    /** Whether metadata speaks of columns of the catalog: of no query, function or list of values. */
    private static boolean isOfCatalog(Table<?> of) {
        return Joins.tables(of).allMatch(OrderingRules::isTable);
    }

    /** Also by an alias, if it does not rename columns: those keep their metadata by place. */
    private static boolean isTable(Table<?> of) {
        if (of instanceof QOM.TableAlias<?> alias) {
            return isTable(alias.$aliased()) && columnNames(of).equals(columnNames(alias.$aliased()));
        }
        return of instanceof TableImpl<?>;
    }

    private static List<String> columnNames(Table<?> of) {
        return Stream.of(of.fields()).map(Field::getName).toList();
    }

    private void requireUnique(List<KeyColumn> columns) {
        if (!uniqueOn.isEmpty()) {
            List<Field<?>> unique =
                    uniqueOn.stream().<Field<?>>map(this::resolved).toList();
            if (!columns.stream().map(KeyColumn::field).toList().containsAll(unique)) {
                throw broken("does not hold every column of uniqueOn (" + names(uniqueOn) + "); add them as keys");
            }
            requireNoNullAmong(unique, columns);
        } else if (table instanceof QOM.JoinTable<?, ?>) {
            throw broken(
                    "is over a join, which can repeat a row of either side; declare with uniqueOn(…) which keys are"
                            + " unique in its result");
        } else if (!isTable(table)) {
            throw broken(
                    "is over a query or a renaming alias, of which no unique key is known; declare with uniqueOn(…)"
                            + " which keys are unique");
        } else if (table.getKeys().stream().noneMatch(key -> covers(columns, key.getFields()))) {
            throw broken("is not unique, so that pages could lose rows with equal keys; " + mendUnique());
        }
    }

    /** A UNIQUE constraint lets NULLs repeat; a grouping does not. */
    private void requireNoNullAmong(List<Field<?>> unique, List<KeyColumn> columns) {
        columns.stream()
                .filter(column -> isTable(table) && column.nullable() && unique.contains(column.field()))
                .findFirst()
                .ifPresent(column -> {
                    throw broken("has " + Names.of(column.field())
                            + " in uniqueOn, which may be NULL, and NULLs repeat in a unique column; use a unique NOT NULL"
                            + " column besides, or instead");
                });
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
