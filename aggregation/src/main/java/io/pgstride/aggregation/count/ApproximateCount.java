package io.pgstride.aggregation.count;

import io.pgstride.aggregation.internal.count.Counting;
import io.pgstride.aggregation.internal.count.Limits;
import java.time.Duration;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Numbers of rows that cost milliseconds, however many rows there are:
 *
 * <pre>{@code
 * ApproximateCount counts = ApproximateCount.ofDefaults();
 * counts.rows(dsl, EVENTS).text();                                  // "about 1,200,000", by size and statistics
 * counts.rows(dsl, EVENTS, EVENTS.KIND.eq("login")).text();         // by the planner; if that is 10,000 or below, "8,412", counted
 * counts.upToCap(dsl, EVENTS, EVENTS.USER_ID.eq(7L)).text();        // "8,412", or "more than 10,000"
 * }</pre>
 *
 * <p>A table is one row of the catalog, for it and all that inherit from it; a query is planned, and what its plan rests on is looked up in the catalog:
 *
 * <pre>{@code
 * SELECT sum(reltuples / relpages * pg_relation_size(oid) / 8192) FROM pg_class ...;
 * EXPLAIN (VERBOSE, FORMAT JSON) SELECT 1 FROM "events" WHERE "kind" = ?
 * }</pre>
 *
 * <p>If that is not above the cap, the rows are counted, within the time limit and undone by ROLLBACK, inside a transaction by a savepoint; nothing else than reads is possible in it:
 *
 * <pre>{@code
 * SELECT set_config('statement_timeout', '1000', true), set_config('transaction_read_only', 'on', true);
 * SELECT count(*) FROM (SELECT 1 FROM (SELECT 1 FROM "events" WHERE "kind" = ?) LIMIT 10001)
 * }</pre>
 *
 * <p>Nothing is ever written, locked or analyzed; it works in a transaction of any isolation, outside of one, in a read-only session and on a standby. Calls wait for who holds a table in ACCESS EXCLUSIVE mode, as any query does.
 *
 * <p>Immutable and thread-safe; holds no connection. Each call takes one connection of its DSLContext, and blocks.
 */
public final class ApproximateCount {
    /** Up to how many rows are counted, by default. */
    public static final int DEFAULT_CAP = 10_000;

    /** How long counting may take, by default. */
    public static final Duration DEFAULT_COUNT_TIMEOUT = Duration.ofSeconds(1);

    private static final ApproximateCount DEFAULTS =
            new ApproximateCount(new Limits(DEFAULT_CAP, DEFAULT_COUNT_TIMEOUT));

    private final Limits limits;

    private ApproximateCount(Limits limits) {
        this.limits = limits;
    }

    /** {@return counts that are exact up to 10,000 rows, if that takes no longer than a second} */
    public static ApproximateCount ofDefaults() {
        return DEFAULTS;
    }

    /**
     * {@return the same with another number up to which rows are counted}
     *
     * @param rows instead of {@link #DEFAULT_CAP}; 0 for estimates only
     * @throws IllegalArgumentException if it is negative
     */
    public ApproximateCount cap(int rows) {
        return new ApproximateCount(new Limits(rows, limits.timeout()));
    }

    /**
     * {@return the same with another limit on the time of counting} A shorter {@code statement_timeout} of the session is left as it is.
     *
     * @param timeout instead of {@link #DEFAULT_COUNT_TIMEOUT}; 1 ms to 24 days
     * @throws IllegalArgumentException if it is out of range
     */
    public ApproximateCount countTimeout(Duration timeout) {
        return new ApproximateCount(new Limits(limits.cap(), Objects.requireNonNull(timeout, "timeout")));
    }

    /**
     * {@return how many rows a table has} One round trip; if the estimate is not above the cap, the rows are counted. By {@link CountMethod#PAGES} for tables, partitioned tables and
     * materialized views, with all that inherits from them. Views, foreign tables, tables under row-level security, and what is no table by its name (aliases, joins, plain SQL) are asked for as
     * {@linkplain #rows(DSLContext, Select) queries}.
     *
     * @param dsl what it runs on
     * @param table found as a query of this DSLContext finds it: its mapping of schemas counts, as does the search path if there is no schema
     * @throws io.pgstride.core.PgstrideException if there is no such table
     * @throws org.jooq.exception.DataAccessException if the server refuses it
     */
    public CountAnswer rows(DSLContext dsl, Table<?> table) {
        return new Counting(limits).table(postgres(dsl), Objects.requireNonNull(table, "table"));
    }

    /**
     * {@return how many rows of a table fulfil a condition} As {@link #rows(DSLContext, Select)}.
     *
     * @param dsl what it runs on
     * @param table anything that stands behind FROM
     * @param condition on its columns
     * @throws org.jooq.exception.DataAccessException if the server refuses it
     */
    public CountAnswer rows(DSLContext dsl, Table<?> table, Condition condition) {
        return rows(dsl, matching(table, condition));
    }

    /**
     * {@return how many rows a query yields} With LIMIT, OFFSET, DISTINCT, GROUP BY and UNION it is the rows that are left by them, so {@code SELECT count(*)} yields one.
     *
     * @param dsl what it runs on
     * @param query that only reads; its ORDER BY is left out when it is counted
     * @throws io.pgstride.core.PgstrideException if it locks or changes rows
     * @throws org.jooq.exception.DataAccessException if the server refuses it
     */
    public CountAnswer rows(DSLContext dsl, Select<?> query) {
        return new Counting(limits).query(postgres(dsl), Objects.requireNonNull(query, "query"));
    }

    /**
     * {@return how many rows of a table fulfil a condition, exactly or "more than"} As {@link #upToCap(DSLContext, Select)}.
     *
     * @param dsl what it runs on
     * @param table anything that stands behind FROM
     * @param condition on its columns
     * @throws IllegalStateException if the cap is 0
     * @throws org.jooq.exception.DataAccessException if the server refuses it
     */
    public CountAnswer upToCap(DSLContext dsl, Table<?> table, Condition condition) {
        return upToCap(dsl, matching(table, condition));
    }

    /**
     * {@return how many rows a query yields: exactly, or more than the cap} It is counted without being planned first; only if that takes too long, the answer is the planner's estimate.
     *
     * @param dsl what it runs on
     * @param query as above
     * @throws IllegalStateException if the cap is 0
     * @throws io.pgstride.core.PgstrideException if it locks or changes rows
     * @throws org.jooq.exception.DataAccessException if the server refuses it
     */
    public CountAnswer upToCap(DSLContext dsl, Select<?> query) {
        if (limits.cap() == 0) {
            throw new IllegalStateException("a count up to a cap of 0 rows says nothing; cap it at 1 or more");
        }
        return new Counting(limits).upToCap(postgres(dsl), Objects.requireNonNull(query, "query"));
    }

    private static Select<?> matching(Table<?> table, Condition condition) {
        return DSL.select(DSL.inline(1).as("one"))
                .from(Objects.requireNonNull(table, "table"))
                .where(Objects.requireNonNull(condition, "condition"));
    }

    private static DSLContext postgres(DSLContext dsl) {
        if (Objects.requireNonNull(dsl, "dsl").family() != SQLDialect.POSTGRES) {
            throw new IllegalArgumentException("dsl renders SQL for " + dsl.dialect()
                    + ", but counts need PostgreSQL's; make it with DSL.using(…, SQLDialect.POSTGRES)");
        }
        return dsl;
    }

    /** {@return its limits} */
    @Override
    public String toString() {
        return "ApproximateCount[" + limits + "]";
    }
}
