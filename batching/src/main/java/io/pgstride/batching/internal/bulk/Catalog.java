package io.pgstride.batching.internal.bulk;

import io.pgstride.core.PgstrideException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Reads what a table's columns really are: a binary value of another type of the same length would be stored as garbage, so neither
 * jOOQ's types nor an earlier reading are believed.
 */
final class Catalog {
    /** The innermost type below domains is what the binary form is of; COPY has the domains check it. */
    private static final String COLUMNS = """
            select c.relname, c.relkind = any ('{r,p}') as is_table, row_security_active(c.oid) as secured,
              exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type = '3') as ruled,
              c.relkind <> 'r' or c.relhassubclass or exists (
                select from pg_trigger g
                where g.tgrelid = c.oid and not g.tgisinternal and g.tgtype & 7 = 7) as nulls_filled,
              a.attname, a.attnotnull, a.attidentity = 'a' as always, a.attgenerated <> '' as generated,
              format_type(a.atttypid, a.atttypmod) as type, format_type(b.oid, -1) as loose_type,
              (select proname from pg_proc where oid = b.typreceive) as receive,
              coalesce(e.oid::bigint, 0) as element,
              coalesce((select proname from pg_proc where oid = e.typreceive), '') as element_receive
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join lateral (
              with recursive d as (
                select oid, typtype, typbasetype, typreceive, typelem from pg_type where oid = a.atttypid
                union all
                select t.oid, t.typtype, t.typbasetype, t.typreceive, t.typelem
                from d join pg_type t on t.oid = d.typbasetype where d.typtype = 'd')
              select * from d where typtype <> 'd') b on true
            left join pg_type e on e.oid = b.typelem and b.typreceive = 'array_recv'::regproc
            where c.oid = cast({0} as regclass)
            order by a.attnum
            """;

    private Catalog() {}

    /** Holds the table as it is until the transaction ends, and reads it. */
    static Target read(DSLContext dsl, Connection connection, Table<?> table) throws SQLException {
        hold(dsl, connection, table);
        Result<Record> rows = dsl.fetch(COLUMNS, DSL.val(dsl.render(table)));
        if (rows.isEmpty()) {
            throw new PgstrideException("table " + dsl.render(table) + " has no columns to write; check its name");
        }
        Map<String, TargetColumn> columns = new LinkedHashMap<>();
        rows.forEach(row -> columns.put(row.get("attname", String.class), column(row)));
        Record first = rows.get(0);
        boolean copyable = first.get("is_table", boolean.class)
                && !first.get("secured", boolean.class)
                && !first.get("ruled", boolean.class);
        return new Target(
                first.get("relname", String.class), copyable, !first.get("nulls_filled", boolean.class), columns);
    }

    /**
     * Analysing an INSERT takes its lock, ROW EXCLUSIVE, to the end of the transaction, and asks for no privilege, unlike LOCK TABLE;
     * an ALTER TABLE between reading the columns and writing them would else change what bytes mean.
     */
    private static void hold(DSLContext dsl, Connection connection, Table<?> table) throws SQLException {
        Name name = Names.unique();
        try (Statement statement = connection.createStatement()) {
            statement.execute(dsl.render(
                    DSL.query("prepare {0} as insert into {1} default values; deallocate {0}", name, table)));
        }
    }

    private static TargetColumn column(Record row) {
        Wire wire = new Wire(
                row.get("receive", String.class),
                row.get("element", long.class),
                row.get("element_receive", String.class));
        return new TargetColumn(
                row.get("attname", String.class),
                row.get("type", String.class),
                row.get("loose_type", String.class),
                wire,
                row.get("attnotnull", boolean.class),
                never(row));
    }

    private static String never(Record row) {
        if (row.get("generated", boolean.class)) {
            return "GENERATED ALWAYS from other columns";
        }
        return row.get("always", boolean.class) ? "GENERATED ALWAYS AS IDENTITY" : "";
    }
}
