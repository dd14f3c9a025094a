package io.pgstride.pagination.internal.plan;

import io.pgstride.pagination.internal.EqualityColumns;
import io.pgstride.pagination.internal.KeyColumn;
import io.pgstride.pagination.internal.Names;
import io.pgstride.pagination.internal.PageSql;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Field;

/**
 * Compares what an ordering takes for granted, by declaration or by metadata, with what the catalogs know: pages lose rows where a key that is taken for
 * NOT NULL holds NULL, and where rows are equal in all keys. Only for the columns of one table, as of a join the catalogs know neither.
 */
final class Declarations {
    private static final String NULLABLE = """
            select a.attname::text
            from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
            where c.oid = to_regclass(?) and c.relkind in ('r', 'p') and a.attname = any(?) and not a.attnotnull
            order by a.attnum""";

    /** An expression in an index has the column number 0. */
    private static final String UNIQUE = """
            select 1 from pg_catalog.pg_index i
            where i.indrelid = to_regclass(?) and i.indisunique and i.indisvalid and i.indpred is null
              and not exists (
                select from unnest(i.indkey::int2[]) with ordinality k (number, place)
                  left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                where k.place <= i.indnkeyatts and (k.number = 0 or a.attname <> all(?)))
            limit 1""";

    private final DSLContext dsl;
    private final PageSql pages;
    private final EqualityColumns fixed;

    Declarations(DSLContext dsl, PageSql pages, EqualityColumns fixed) {
        this.dsl = dsl;
        this.pages = pages;
        this.fixed = fixed;
    }

    /** What they take for granted and the catalogs do not; empty for what the catalogs do not know. */
    List<String> doubts() {
        if (new Owners(pages.table()).isJoin()) {
            return List.of();
        }
        return BaseTable.of(dsl, pages.table()).map(this::doubts).orElse(List.of());
    }

    private List<String> doubts(BaseTable table) {
        List<String> doubts = new ArrayList<>();
        String[] taken = names(keys(false));
        for (String column : dsl.fetchValues(NULLABLE, table.name(), taken).toArray(String[]::new)) {
            doubts.add("key \"" + column
                    + "\" is taken for NOT NULL, and its column allows NULL: pages lose rows that hold NULL there and"
                    + " pass the filter; say nullsFirst() or nullsLast(), or make the column NOT NULL");
        }
        List<Field<?>> keys = new ArrayList<>(keys(true));
        keys.addAll(fixed.equal());
        if (dsl.fetch(UNIQUE, table.name(), names(keys)).isEmpty()) {
            doubts.add(
                    "no unique index of " + table.name() + " has all its columns among the keys"
                            + " and the columns that the filter fixes: pages lose rows that are equal in all keys; add a unique column as the last key");
        }
        return doubts;
    }

    private List<Field<?>> keys(boolean nullableToo) {
        return pages.ordering().columns().stream()
                .filter(key -> nullableToo || !key.nullable())
                .<Field<?>>map(KeyColumn::field)
                .filter(Names::isColumn)
                .toList();
    }

    private static String[] names(List<Field<?>> columns) {
        return columns.stream().map(Field::getName).toArray(String[]::new);
    }
}
