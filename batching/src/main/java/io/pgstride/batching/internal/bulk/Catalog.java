package io.pgstride.batching.internal.bulk;

import io.pgstride.core.PgstrideException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a table's columns really are: a binary value of another type of the same length would be stored as garbage, so neither
 * jOOQ's types nor an earlier reading are believed.
 */
final class Catalog {
    private static final String COLUMNS = """
            select c.relname, c.relkind = any ('{r,p}') and not row_security_active(c.oid) and not (c.relhasrules
                and exists (select from pg_rewrite r where r.ev_class = c.oid and r.ev_type = '3')) as copyable,
              c.relkind = 'r' and not c.relhassubclass and not (c.relhastriggers and exists (
                select from pg_trigger g
                where g.tgrelid = c.oid and not g.tgisinternal and g.tgtype & 7 = 7)) as nulls_final,
              a.attname, a.attnotnull, a.attidentity = 'a' as always, a.attgenerated <> '' as generated,
              format_type(a.atttypid, a.atttypmod) as type, format_type(b.oid, -1) as loose_type,
              b.typtype = 'd' as is_domain, (select proname from pg_proc where oid = b.typreceive) as receive,
              b.typelem as element, (
                select p.proname from pg_type e join pg_proc p on p.oid = e.typreceive
                where e.oid = b.typelem and b.typreceive = 'array_recv'::regproc) as element_receive
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join %s
            where c.oid = cast(? as regclass)
            order by a.attnum
            """;

    private static final String COLUMNS_WITHOUT_DOMAINS = COLUMNS.formatted("pg_type b on b.oid = a.atttypid");

    /** The innermost type below domains is what the binary form is of; COPY has the domains check it. */
    private static final String COLUMNS_WITH_DOMAINS = COLUMNS.formatted("""
            lateral (
              with recursive d as (
                select oid, typtype, typbasetype, typreceive, typelem from pg_type where oid = a.atttypid
                union all
                select t.oid, t.typtype, t.typbasetype, t.typreceive, t.typelem
                from d join pg_type t on t.oid = d.typbasetype where d.typtype = 'd')
              select * from d where typtype <> 'd') b on true""");

    private Catalog() {}

    /**
     * Holds the table as it is until the transaction ends, and reads it. By plain JDBC: with jOOQ's results a write of few rows would
     * take several times as long.
     *
     * @param table as it is written in SQL
     */
    static Target read(Connection connection, String table) throws SQLException {
        hold(connection, table);
        Target target = read(connection, table, COLUMNS_WITHOUT_DOMAINS);
        return target == null ? Objects.requireNonNull(read(connection, table, COLUMNS_WITH_DOMAINS)) : target;
    }

    /**
     * Analysing an INSERT takes its lock, ROW EXCLUSIVE, to the end of the transaction, and asks for no privilege, unlike LOCK TABLE;
     * an ALTER TABLE between reading the columns and writing them would else change what bytes mean.
     */
    private static void hold(Connection connection, String table) throws SQLException {
        String name = Names.unique();
        try (Statement statement = connection.createStatement()) {
            statement.execute("prepare " + name + " as insert into " + table + " default values; deallocate " + name);
        }
    }

    /** Null if there is a domain, and the query does not look below it: to do so for each column doubles its time. */
    private static @Nullable Target read(Connection connection, String table, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                return target(table, row);
            }
        }
    }

    private static @Nullable Target target(String table, ResultSet row) throws SQLException {
        if (!row.next()) {
            throw new PgstrideException("table " + table + " has no columns to write; check its name");
        }
        String relation = row.getString("relname");
        boolean copyable = row.getBoolean("copyable");
        boolean nullsFinal = row.getBoolean("nulls_final");
        Map<String, TargetColumn> columns = new LinkedHashMap<>();
        do {
            if (row.getBoolean("is_domain")) {
                return null;
            }
            TargetColumn column = column(row);
            columns.put(column.name(), column);
        } while (row.next());
        return new Target(relation, copyable, nullsFinal, columns);
    }

    private static TargetColumn column(ResultSet row) throws SQLException {
        Wire wire = new Wire(
                row.getString("receive"),
                row.getLong("element"),
                Objects.requireNonNullElse(row.getString("element_receive"), ""));
        return new TargetColumn(
                row.getString("attname"),
                row.getString("type"),
                row.getString("loose_type"),
                wire,
                row.getBoolean("attnotnull"),
                never(row));
    }

    private static String never(ResultSet row) throws SQLException {
        if (row.getBoolean("generated")) {
            return "GENERATED ALWAYS from other columns";
        }
        return row.getBoolean("always") ? "GENERATED ALWAYS AS IDENTITY" : "";
    }
}
