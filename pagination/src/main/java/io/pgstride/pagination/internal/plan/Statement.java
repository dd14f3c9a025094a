package io.pgstride.pagination.internal.plan;

import io.pgstride.pagination.internal.PageSql;
import io.pgstride.pagination.internal.PageStatement;
import io.pgstride.pagination.internal.Position;
import io.pgstride.pagination.internal.SamplePosition;
import io.pgstride.pagination.internal.Way;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/**
 * A statement that pages are read with.
 *
 * @param branches of its UNION ALL; 1 if it is none
 */
record Statement(String name, Select<?> select, int branches) {
    /** Every statement that a question can run. */
    static List<Statement> of(DSLContext dsl, PageSql sql, Condition filter, int size) {
        List<Statement> all = new ArrayList<>();
        Maker maker = new Maker(dsl, sql, filter, size);
        all.add(maker.of("first", Way.FORWARD, null));
        all.add(maker.of("last", Way.BACKWARD, null));
        List<SamplePosition> samples = SamplePosition.of(sql.ordering());
        samples.forEach(sample -> all.add(maker.of("after" + nulls(sample), Way.FORWARD, sample.position())));
        samples.forEach(sample -> all.add(maker.of("before" + nulls(sample), Way.BACKWARD, sample.position())));
        return all;
    }

    private static String nulls(SamplePosition sample) {
        return sample.nulls().isEmpty() ? "" : " (cursor with NULL in " + String.join(", ", sample.nulls()) + ")";
    }

    private record Maker(DSLContext dsl, PageSql sql, Condition filter, int size) {
        Statement of(String name, Way way, @Nullable Position from) {
            PageStatement page = sql.statement(dsl, filter, way, from, size);
            return new Statement(name, page.select(), page.branches());
        }
    }
}
