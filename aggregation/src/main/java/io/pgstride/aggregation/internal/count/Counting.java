package io.pgstride.aggregation.internal.count;

import io.pgstride.aggregation.count.Confidence;
import io.pgstride.aggregation.count.CountAnswer;
import io.pgstride.aggregation.count.CountMethod;
import io.pgstride.aggregation.count.Doubt;
import io.pgstride.aggregation.count.Doubt.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableOptions.TableType;
import org.jooq.impl.DSL;

/** Which way a number of rows is found; one connection per call. */
public final class Counting {
    private final Limits limits;

    /** Within limits. */
    public Counting(Limits limits) {
        this.limits = limits;
    }

    /** By size, where the table is known by its name. */
    public CountAnswer table(DSLContext dsl, Table<?> table) {
        return onOneConnection(dsl, here -> {
            Select<?> all = every(table);
            if (!isNamed(here, table, all)) {
                return planned(here, all);
            }
            TableSize size = TableSize.of(here, here.render(table));
            if (size.asQuery()) {
                return planned(here, all);
            }
            return size.empty() ? counted(CountMethod.PAGES, 0, OptionalLong.of(0)) : refined(here, all, size);
        });
    }

    /** By the planner; counted if that says that it is cheap. */
    public CountAnswer query(DSLContext dsl, Select<?> query) {
        return onOneConnection(dsl, here -> planned(here, query));
    }

    /** Counted; by the planner if that takes too long. */
    public CountAnswer upToCap(DSLContext dsl, Select<?> query) {
        return onOneConnection(dsl, here -> {
            OptionalLong rows = new CappedCount(limits).fetch(here, query);
            return rows.isPresent()
                    ? counted(rows.getAsLong(), OptionalLong.empty())
                    : late(PlanEstimate.of(here, query).answer());
        });
    }

    private static Select<?> every(Table<?> table) {
        return DSL.select(DSL.inline(1).as("one")).from(table);
    }

    /** What stands in FROM without an alias, parentheses or arguments is what can be asked of the catalog. */
    private static boolean isNamed(DSLContext dsl, Table<?> table, Select<?> all) {
        TableType type = table.getTableType();
        return type != TableType.EXPRESSION
                && type != TableType.FUNCTION
                && dsl.render(all).equals(dsl.render(every(DSL.table(DSL.raw(dsl.render(table))))));
    }

    private CountAnswer planned(DSLContext dsl, Select<?> query) {
        return refined(dsl, query, PlanEstimate.of(dsl, query));
    }

    private CountAnswer refined(DSLContext dsl, Select<?> query, Estimate estimate) {
        if (estimate.rows() > limits.cap() || limits.cap() == 0) {
            return estimate.answer();
        }
        OptionalLong rows = new CappedCount(limits).fetch(dsl, query);
        return rows.isPresent() ? counted(rows.getAsLong(), OptionalLong.of(estimate.rows())) : late(estimate.answer());
    }

    private CountAnswer counted(long rows, OptionalLong estimate) {
        if (rows <= limits.cap()) {
            return counted(CountMethod.COUNTED, rows, estimate);
        }
        List<Doubt> doubts = estimate.isPresent()
                ? List.of(new Doubt(Cause.REFUTED, "about " + estimate.getAsLong() + " were expected", List.of()))
                : List.of();
        return new CountAnswer(
                limits.cap(), CountMethod.COUNTED_TO_CAP, Confidence.AT_LEAST, estimate, Optional.empty(), doubts);
    }

    private static CountAnswer counted(CountMethod method, long rows, OptionalLong estimate) {
        return new CountAnswer(rows, method, Confidence.EXACT, estimate, Optional.empty(), List.of());
    }

    private CountAnswer late(CountAnswer estimate) {
        List<Doubt> doubts = new ArrayList<>(estimate.doubts());
        doubts.add(new Doubt(Cause.TIMED_OUT, limits.toString(), List.of()));
        return new CountAnswer(
                estimate.rows(),
                estimate.method(),
                estimate.confidence(),
                estimate.estimate(),
                estimate.analyzed(),
                doubts);
    }

    private static CountAnswer onOneConnection(DSLContext dsl, Function<DSLContext, CountAnswer> work) {
        return dsl.connectionResult(
                connection -> work.apply(DSL.using(dsl.configuration().derive(connection))));
    }
}
