package io.pgstride.benchmarks.pagination;

import io.pgstride.core.plan.Explain;
import org.jooq.DSLContext;
import org.jooq.Select;

/** Counts the buffers that a jOOQ query touches. */
final class Buffers {
    private Buffers() {}

    /** Runs the query. */
    static long of(DSLContext dsl, Select<?> query) {
        return Explain.on(dsl).analyze().plan(query).buffers().shared();
    }
}
