package io.pgstride.batching.backfill;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A table to change: ids with gaps, a count, a kind and what is to be made of it. */
final class Items {
    static final Table<Record> ITEMS = table(name("items"));
    static final Field<Long> ID = field(name("items", "id"), SQLDataType.BIGINT);
    static final Field<Integer> N = field(name("items", "n"), SQLDataType.INTEGER);
    static final Field<String> KIND = field(name("items", "kind"), SQLDataType.CLOB);
    static final Field<Integer> KIND_ID = field(name("items", "kind_id"), SQLDataType.INTEGER);

    private Items() {}

    static void create(DSLContext dsl, int rows) {
        dsl.execute("drop table if exists items, copies, pgstride_backfill_range, pgstride_backfill");
        dsl.execute("""
                create table items (id bigint primary key, n int not null default 0, kind text not null, kind_id int);
                create table copies (id bigint primary key, kind text not null)
                """);
        dsl.execute("""
                insert into items (id, kind)
                select i * 3 + case when i > {0} / 2 then 100000 else 0 end, 'kind ' || i % 7
                  from generate_series(1, {0}) i
                """, DSL.inline(rows));
        dsl.execute("analyze items");
    }

    static String checksum(DSLContext dsl) {
        return checksum(dsl, "items");
    }

    static String checksum(DSLContext dsl, String table) {
        return dsl.fetchSingle(
                        "select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {0} t",
                        name(table))
                .get(0, String.class);
    }

    static int minOfN(DSLContext dsl) {
        return dsl.fetchSingle("select min(n) from items").get(0, int.class);
    }

    static int maxOfN(DSLContext dsl) {
        return dsl.fetchSingle("select max(n) from items").get(0, int.class);
    }

    static long sumOfN(DSLContext dsl) {
        return dsl.fetchSingle("select sum(n) from items").get(0, long.class);
    }
}
