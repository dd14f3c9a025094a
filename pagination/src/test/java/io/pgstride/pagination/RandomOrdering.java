package io.pgstride.pagination;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** An ordering of {@link RandomRows}, said once to pgstride and once in plain SQL. */
record RandomOrdering(Keyset<Record> keyset, String orderBy) {
    /** In one order in every run, for the seed to mean the same. */
    private static final SortedMap<String, DataType<?>> NULLABLE = new TreeMap<>(Map.of(
            "n", SQLDataType.NUMERIC,
            "ts", SQLDataType.TIMESTAMPWITHTIMEZONE,
            "m", SQLDataType.LOCALDATETIME,
            "d", SQLDataType.LOCALDATE,
            "f", SQLDataType.DOUBLE,
            "b", SQLDataType.BOOLEAN));

    private static final SortedMap<String, DataType<?>> NOT_NULL = new TreeMap<>(
            Map.of("c", SQLDataType.CLOB, "tsn", SQLDataType.TIMESTAMPWITHTIMEZONE, "s", SQLDataType.SMALLINT));

    /** Names only, of which nothing is known. */
    private static final Source NAMED = Source.of(DSL.table(DSL.name("rnd")), RandomOrdering::named);

    /** Columns with metadata, as jOOQ's code generator writes them. */
    private static final Source DESCRIBED = new Described().source();

    private record Column(String sql, Field<?> field, boolean nullable) {}

    private interface Fields {
        <T> Field<T> field(String name, DataType<T> type);
    }

    @SuppressWarnings("serial")
    private static final class Described extends TableImpl<Record> {
        Described() {
            super(DSL.name("rnd"));
        }

        private <T> Field<T> column(String name, DataType<T> type) {
            return createField(DSL.name(name), type);
        }

        Source source() {
            return Source.of(this, this::column);
        }
    }

    private record Source(Table<Record> table, Field<Long> id, List<Column> columns) {
        static Source of(Table<Record> table, Fields fields) {
            Field<Long> id = fields.field("id", SQLDataType.BIGINT.notNull());
            Field<Integer> i = fields.field("i", SQLDataType.INTEGER.notNull());
            Field<String> t = fields.field("t", SQLDataType.CLOB.null_());
            List<Column> columns = new ArrayList<>();
            columns.add(new Column("i", i, false));
            columns.add(new Column("t", t, true));
            columns.add(new Column("lower(t)", DSL.lower(t), true));
            columns.add(new Column("-i", i.neg(), false));
            columns.add(new Column("t collate \"C\"", t.collate("C"), true));
            NULLABLE.forEach((name, type) -> columns.add(new Column(name, fields.field(name, type.null_()), true)));
            NOT_NULL.forEach((name, type) -> columns.add(new Column(name, fields.field(name, type.notNull()), false)));
            return new Source(table, id, List.copyOf(columns));
        }
    }

    private static <T> Field<T> named(String name, DataType<T> type) {
        return DSL.field(DSL.name("rnd", name), type);
    }

    static RandomOrdering of(Random random) {
        Source source = random.nextBoolean() ? DESCRIBED : NAMED;
        List<Column> columns = new ArrayList<>(source.columns);
        Collections.shuffle(columns, random);
        List<Key> keys = new ArrayList<>();
        List<String> sql = new ArrayList<>();
        for (Column column : columns.subList(0, random.nextInt(5))) {
            add(column, random, keys, sql);
        }
        add(new Column("id", source.id, false), random, keys, sql);
        Keyset<Record> keyset = Keyset.of(source.table)
                .select(selected(source, random))
                .orderBy(keys.toArray(Key[]::new))
                .uniqueOn(source.id)
                .build();
        return new RandomOrdering(keyset, String.join(", ", sql));
    }

    private static Field<?>[] selected(Source source, Random random) {
        return random.nextBoolean()
                ? new Field<?>[] {source.id}
                : new Field<?>[] {source.columns.get(0).field(), source.id};
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
