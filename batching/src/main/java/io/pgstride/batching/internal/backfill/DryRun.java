package io.pgstride.batching.internal.backfill;

import io.pgstride.batching.backfill.BackfillPlan;
import io.pgstride.batching.internal.AdaptiveSize;
import io.pgstride.core.plan.Explain;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/** What a backfill would do, found without doing it. */
public record DryRun(BackfillSpec spec) {
    private static final Position SAMPLE = Position.of("?");

    /** In a transaction that writes nothing. */
    public BackfillPlan plan() {
        return spec.units().readOnly().call(this::plan);
    }

    private BackfillPlan plan(DSLContext dsl) {
        new KeyCheck(spec.walk()).kind(dsl);
        Record last = dsl.fetchOne(spec.walk().last());
        return last == null ? ofEmpty(dsl) : of(dsl, spec.walk().read(last));
    }

    private BackfillPlan of(DSLContext dsl, Position high) {
        KeyWalk walk = spec.walk();
        int size = new AdaptiveSize(spec.size()).next();
        Select<Record> boundary = walk.boundary(null, high, size);
        Record end = dsl.fetchOne(boundary);
        Position low = walk.read(dsl.fetchSingle(walk.boundary(null, high, 1)));
        Query statement = spec.statement().query(dsl, walk.range(low, end == null ? high : walk.read(end)));
        Explain explain = Explain.on(dsl);
        Select<?> all = DSL.select(walk.key()).from(walk.table()).where(walk.range(null, high));
        return new BackfillPlan(
                spec.name(),
                dsl.render(statement),
                Optional.of(explain.plan(statement)),
                Optional.of(explain.plan(walk.boundary(low, high, size))),
                (long) explain.plan(all).root().planRows().orElse(0),
                low.values(),
                high.values());
    }

    private BackfillPlan ofEmpty(DSLContext dsl) {
        Position any = new Position(
                spec.walk().key().stream().map(column -> SAMPLE.values().get(0)).toList());
        Query statement = spec.statement().query(dsl, spec.walk().range(any, any));
        return new BackfillPlan(
                spec.name(), dsl.render(statement), Optional.empty(), Optional.empty(), 0, List.of(), List.of());
    }
}
