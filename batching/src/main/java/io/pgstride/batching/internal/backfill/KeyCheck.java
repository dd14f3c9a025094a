package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.val;

import io.pgstride.core.PgstrideException;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Refuses keys by which a table cannot be walked: with NULLs, which no comparison finds, or without an index. */
record KeyCheck(KeyWalk walk) {
    private static final Set<String> WITH_INDEXES = Set.of("r", "p", "m");

    /** An index serves if it begins with the key's columns in their order, all in one direction, in their own collations. */
    private static final String SQL = """
            select c.relkind::text as kind,
              (select count(*) from pg_attribute a
                where a.attrelid = c.oid and not a.attisdropped and a.attname = any ({1}::text[]) and a.attnotnull) as not_null,
              exists (select from pg_index i join pg_class x on x.oid = i.indexrelid join pg_am m on m.oid = x.relam
                where i.indrelid = c.oid and i.indisvalid and i.indpred is null and m.amname = 'btree'
                  and (select array_agg(a.attname::text order by k.n)
                         from unnest(i.indkey::int2[]) with ordinality k (attnum, n)
                         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                        where k.n <= {2} and i.indcollation[k.n - 1] in (0, a.attcollation)) = {1}::text[]
                  and (select count(distinct i.indoption[k.n - 1] & 1)
                         from unnest(i.indkey::int2[]) with ordinality k (attnum, n) where k.n <= {2}) = 1) as indexed
              from pg_class c where c.oid = to_regclass({0})
            """;

    /** Tables that the catalog does not know by this name are let through, as are views. */
    Optional<String> kind(DSLContext dsl) {
        String[] columns = walk.columnNames();
        Record found = dsl.resultQuery(SQL, val(TableNames.regclass(walk.table())), val(columns), val(columns.length))
                .fetchOne();
        if (found == null) {
            return Optional.empty();
        }
        String kind = found.get("kind", String.class);
        if (WITH_INDEXES.contains(kind)) {
            require(kind, columns.length, found);
        }
        return Optional.of(kind);
    }

    private void require(String kind, int columns, Record found) {
        if (!kind.equals("m") && found.get("not_null", int.class) != columns) {
            throw new PgstrideException("a backfill cannot walk " + walk + ": the key needs columns that are NOT NULL,"
                    + " as rows with NULL would be left out; take the primary key");
        }
        if (!found.get("indexed", boolean.class)) {
            throw new PgstrideException("a backfill cannot walk " + walk + ": no valid btree index of the whole table"
                    + " begins with these columns, so each batch would read all of it; take the primary key,"
                    + " or create an index on them");
        }
    }
}
