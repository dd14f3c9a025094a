package io.pgstride.pagination.internal.plan;

import io.pgstride.pagination.Key.Nulls;
import io.pgstride.pagination.internal.EqualityColumns;
import io.pgstride.pagination.internal.KeyColumn;
import io.pgstride.pagination.internal.PageSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;

/** The index that would serve a question: what the filter fixes by equality, then the other keys in their order. */
final class IndexAdvice {
    private static final String PARTITIONED =
            " PostgreSQL makes no index of a partitioned table CONCURRENTLY, and this locks out"
                    + " writes to each partition while it is built. Where that hurts: CREATE INDEX … ON ONLY the table, CREATE INDEX"
                    + " CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION each.";

    private final DSLContext dsl;
    private final EqualityColumns fixed;
    private final List<KeyColumn> keys;
    private final Owners owners;
    private final IndexSql sql;

    /**
     * Words, and statements if the words need them.
     *
     * @param ddl empty if no index on one table serves
     */
    record Advice(String mend, List<String> ddl) {}

    IndexAdvice(DSLContext dsl, PageSql pages, EqualityColumns fixed) {
        this.dsl = dsl;
        this.fixed = fixed;
        this.keys = pages.ordering().columns();
        this.owners = new Owners(pages.table());
        this.sql = new IndexSql(dsl);
    }

    /** The names or aliases of the tables that keys belong to; empty if there is one table only, or it cannot be told. */
    List<String> keyTables() {
        return owners.isJoin() ? keyOwners().stream().map(Table::getName).toList() : List.of();
    }

    private List<Table<?>> keyOwners() {
        List<Field<?>> columns = new ArrayList<>();
        keys.forEach(key -> columns.addAll(sql.columnsOf(key.field())));
        return owners.of(columns);
    }

    Advice advice() {
        List<Table<?>> tables = keyOwners();
        Optional<BaseTable> base = tables.size() == 1 ? BaseTable.of(dsl, tables.get(0)) : Optional.empty();
        return base.map(table -> onTable(table, tables.get(0))).orElseGet(this::inWords);
    }

    private Advice onTable(BaseTable base, Table<?> table) {
        List<String> elements = Stream.concat(
                        fixed.equal().stream()
                                .filter(column -> belongs(column, table))
                                .map(sql::of),
                        keys.stream().filter(key -> !fixed.fixes(key.field())).map(this::element))
                .toList();
        String ddl = "CREATE INDEX " + (base.partitioned() ? "" : "CONCURRENTLY ") + "ON " + base.name() + " ("
                + String.join(", ", elements) + ")" + predicate(table) + ";";
        return new Advice("Create the index that serves it." + (base.partitioned() ? PARTITIONED : ""), List.of(ddl));
    }

    private String predicate(Table<?> table) {
        List<String> parts = fixed.isNull().stream()
                .filter(column -> belongs(column, table) && keys.stream().noneMatch(key -> isKey(key, column)))
                .map(column -> sql.of(column) + " IS NULL")
                .toList();
        return parts.isEmpty() ? "" : " WHERE " + String.join(" AND ", parts);
    }

    private static boolean isKey(KeyColumn key, Field<?> column) {
        return key.field().getName().equals(column.getName());
    }

    private boolean belongs(Field<?> column, Table<?> table) {
        return owners.of(List.of(column)).equals(List.of(table));
    }

    /** PostgreSQL's default is NULLS LAST for ascending and NULLS FIRST for descending keys. */
    private String element(KeyColumn key) {
        Nulls natural = key.descending() ? Nulls.FIRST : Nulls.LAST;
        String placed = key.nulls() == null || key.nulls() == natural ? "" : " NULLS " + key.nulls();
        return sql.of(key.field()) + (key.descending() ? " DESC" : "") + placed;
    }

    private Advice inWords() {
        String order = keys.stream().map(this::element).collect(Collectors.joining(", "));
        return new Advice(
                "No single index is known to serve it, as the keys come from several tables, a view or a derived table. It can"
                        + " be served if one table holds " + order
                        + " in an index, in this order and behind the columns that"
                        + " the filter fixes by equality: order by columns of that table, or keep a copy of the other columns in it.",
                List.of());
    }
}
