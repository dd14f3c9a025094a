package io.pgstride.batching.bulk;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Writes many rows in a JVM with little memory. */
final class MemoryMain {
    private static final Table<Record> T = DSL.table(DSL.name("t"));
    private static final Field<Long> A = DSL.field(DSL.name("a"), SQLDataType.BIGINT);
    private static final Field<String> B = DSL.field(DSL.name("b"), SQLDataType.VARCHAR);

    private record Row(Long a, String b) {}

    private MemoryMain() {}

    /** URL, rows, and insert, upsert, or collect to hold them all first. */
    public static void main(String... args) {
        DSLContext dsl = DSL.using(args[0]);
        long count = Long.parseLong(args[1]);
        BulkWriter<Row> writer = BulkWriter.into(T, Row.class).column(A, Row::a).column(B, Row::b);
        Stream<Row> rows = LongStream.range(0, count)
                .mapToObj(i -> new Row(i, "a text of some fifty characters, as they are, " + i));
        switch (args[2]) {
            case "insert" -> writer.insert(dsl, rows);
            case "upsert" -> writer.onConflict(A).doUpdate().insert(dsl, rows);
            default -> writer.insert(dsl, rows.toList());
        }
    }
}
