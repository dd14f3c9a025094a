package io.pgstride.pagination;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** An ordering of {@link RandomRows}, said once to pgstride and once in plain SQL. */
record RandomOrdering(Keyset<Record> keyset, String orderBy) {
    private static final Table<Record> TABLE = DSL.table(DSL.name("rnd"));
    private static final Field<Long> ID = DSL.field(DSL.name("rnd", "id"), SQLDataType.BIGINT.notNull());

    private record Column(String sql, Field<?> field, boolean nullable) {
        static Column of(String name, DataType<?> type, boolean nullable) {
            return new Column(name, DSL.field(DSL.name("rnd", name), type.nullable(nullable)), nullable);
        }
    }

    private static final List<Column> COLUMNS = List.of(
            Column.of("i", SQLDataType.INTEGER, false),
            Column.of("n", SQLDataType.NUMERIC, true),
            Column.of("t", SQLDataType.CLOB, true),
            Column.of("c", SQLDataType.CLOB, false),
            Column.of("ts", SQLDataType.TIMESTAMPWITHTIMEZONE, true),
            Column.of("tsn", SQLDataType.TIMESTAMPWITHTIMEZONE, false),
            Column.of("m", SQLDataType.LOCALDATETIME, true),
            Column.of("d", SQLDataType.LOCALDATE, true),
            Column.of("f", SQLDataType.DOUBLE, true),
            Column.of("b", SQLDataType.BOOLEAN, true),
            Column.of("s", SQLDataType.SMALLINT, false),
            new Column("lower(t)", DSL.lower(DSL.field(DSL.name("rnd", "t"), SQLDataType.CLOB)), true),
            new Column(
                    "-i",
                    DSL.field(DSL.name("rnd", "i"), SQLDataType.INTEGER.notNull())
                            .neg(),
                    false),
            new Column(
                    "t collate \"C\"",
                    DSL.field(DSL.name("rnd", "t"), SQLDataType.CLOB).collate("C"),
                    true));

    static RandomOrdering of(Random random) {
        List<Column> columns = new ArrayList<>(COLUMNS);
        Collections.shuffle(columns, random);
        List<Key> keys = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        for (Column column : columns.subList(0, random.nextInt(5))) {
            add(column, random, keys, sql);
        }
        add(new Column("id", ID, false), random, keys, sql);
        Keyset<Record> keyset = Keyset.of(TABLE)
                .select(
                        random.nextBoolean()
                                ? new Field<?>[] {ID}
                                : new Field<?>[] {COLUMNS.get(0).field(), ID})
                .orderBy(keys.toArray(Key[]::new))
                .uniqueOn(ID)
                .build();
        return new RandomOrdering(keyset, String.join(", ", sql));
    }

    private static void add(Column column, Random random, List<Key> keys, List<String> sql) {
        boolean descending = random.nextBoolean();
        Key key = descending ? Key.desc(column.field()) : Key.asc(column.field());
        String order = column.sql() + (descending ? " desc" : " asc");
        if (column.nullable() || random.nextInt(8) == 0) {
            boolean first = random.nextBoolean();
            key = first ? key.nullsFirst() : key.nullsLast();
            order += first ? " nulls first" : " nulls last";
        } else if (column.field() instanceof org.jooq.impl.QOM.Neg<?> || random.nextInt(4) == 0) {
            key = key.notNull();
        }
        keys.add(random.nextInt(4) == 0 ? key.lowCardinality() : key);
        sql.add(order);
    }

    List<Long> expected(DSLContext dsl) {
        return dsl.fetch("select id from rnd order by " + orderBy).getValues("id", Long.class);
    }

    static List<Long> ids(List<Record> rows) {
        return rows.stream().map(row -> row.get("id", Long.class)).collect(Collectors.toList());
    }

    @Override
    public String toString() {
        return orderBy;
    }
}
