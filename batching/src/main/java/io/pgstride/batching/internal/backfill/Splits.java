package io.pgstride.batching.internal.backfill;

import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.rowNumber;
import static org.jooq.impl.DSL.select;

import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** Keys that divide a range into parts of about equal rows, from a sample of the table's pages: gaps and skew do not matter. */
record Splits(KeyWalk walk, boolean sampled, double estimatedRows) {
    private static final int SAMPLE = 30_000;

    static boolean canSample(String kind) {
        return !kind.isEmpty() && "rpm".contains(kind);
    }

    /** Up to {@code parts - 1} keys between the ends, ascending; fewer where the sample has few rows of the range. */
    List<Position> of(DSLContext dsl, @Nullable Position low, Position high, int parts) {
        Field<Integer> place = field(name("pgstride_place"), SQLDataType.INTEGER);
        Field<Integer> all = field(name("pgstride_all"), SQLDataType.INTEGER);
        Table<?> sample = select(walk.texts())
                .select(
                        rowNumber().over(DSL.orderBy(walk.key())).as(place),
                        count().over().as(all))
                .from(sample())
                .where(walk.range(low, high))
                .asTable("pgstride_sample");
        Field<Integer> step = DSL.greatest(all.div(inline(parts)), inline(1));
        Condition dividing = place.mod(step).eq(inline(0));
        List<Position> keys = dsl.select(sample.fields())
                .from(sample)
                .where(dividing)
                .orderBy(place)
                .limit(inline(parts - 1))
                .fetch(walk::read);
        return keys.stream().distinct().filter(key -> !key.equals(high)).toList();
    }

    private Table<Record> sample() {
        double percent = Math.min(100, Math.max(0.001, 100.0 * SAMPLE / Math.max(1, estimatedRows)));
        return sampled
                ? DSL.table("{0} tablesample system ({1})", walk.table(), inline(percent))
                : DSL.table("{0}", walk.table());
    }
}
