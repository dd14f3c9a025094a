package io.pgstride.pagination;

import io.pgstride.pagination.internal.CountSql;
import io.pgstride.pagination.internal.JumpSql;
import io.pgstride.pagination.internal.PageRows;
import io.pgstride.pagination.internal.PageSql;
import io.pgstride.pagination.internal.Position;
import io.pgstride.pagination.internal.Positions;
import io.pgstride.pagination.internal.ReaderRows;
import io.pgstride.pagination.internal.Slice;
import io.pgstride.pagination.internal.Way;
import io.pgstride.pagination.internal.plan.PlanVerifier;
import io.pgstride.pagination.internal.token.TokenEncoder;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A question for pages of a {@link Keyset}: which rows and how many at a time. Immutable; each method gives a new one. It
 * is as thread-safe as the {@code DSLContext} it was made with.
 *
 * <p>{@link #first()}, {@link #last()}, {@link #after} and {@link #before} block for one statement, run on the
 * {@code DSLContext}'s connection and in its transaction, if any. Errors of the database pass through as jOOQ reports them.
 * The statements, for {@code orderBy(desc(CREATED_AT), desc(ID))}:
 *
 * <pre>{@code
 * SELECT … FROM events WHERE filter                                  ORDER BY created_at DESC, id DESC LIMIT n+1  -- first
 * SELECT … FROM events WHERE filter AND (created_at, id) < (?, ?)    ORDER BY created_at DESC, id DESC LIMIT n+1  -- after
 * SELECT … FROM events WHERE filter AND (created_at, id) > (?, ?)    ORDER BY created_at, id LIMIT n+1            -- before
 * SELECT … FROM events WHERE filter                                  ORDER BY created_at, id LIMIT n+1            -- last
 * }</pre>
 *
 * <p>An ordering of several segments (a segment is a run of NOT NULL keys in one direction; a nullable or low-cardinality key is
 * one of its own) is a UNION ALL of one such query for each, and one more for the NULLs of a nullable key; for
 * {@code orderBy(asc(STATUS), desc(ID))}:
 *
 * <pre>{@code
 * (SELECT … FROM orders WHERE filter AND status = ? AND id < ?  ORDER BY status, id DESC LIMIT n+1)
 * UNION ALL
 * (SELECT … FROM orders WHERE filter AND status > ?             ORDER BY status, id DESC LIMIT n+1)
 * ORDER BY 2, 1 DESC LIMIT n+1
 * }</pre>
 *
 * <p>Each is constant work at any depth if an index starts with the columns that the filter compares for equality, followed
 * by the keys in their order, directions and placement of NULLs (or all of them turned). A key that is not among the row's columns or whose Java type does not hold its value exactly ({@code timestamp}, {@code date},
 * {@code time}, types with a converter of your own) is selected once more as text, for the cursor.
 *
 * @param <T> what a row becomes
 */
public final class PageQuery<T> {
    private final DSLContext dsl;
    private final PageSql sql;
    private final PageRows<T> rows;
    private final Condition filter;
    private final int size;
    private final int maxPageSize;
    private final QueryTokens tokens;

    PageQuery(
            DSLContext dsl,
            PageSql sql,
            PageRows<T> rows,
            Condition filter,
            int size,
            int maxPageSize,
            QueryTokens tokens) {
        this.dsl = dsl;
        this.sql = sql;
        this.rows = rows;
        this.filter = filter;
        this.size = size;
        this.maxPageSize = maxPageSize;
        this.tokens = tokens;
    }

    /**
     * {@return this question, for only those rows for which the condition holds too}
     *
     * @param condition joined by AND to all that were given before; an OR inside stays inside
     */
    public PageQuery<T> where(Condition condition) {
        Condition both = DSL.and(filter, Objects.requireNonNull(condition, "condition"));
        return with(both, size, tokens);
    }

    /**
     * {@return this question, with another page size}
     *
     * @param most rows on a page
     * @throws PageSizeException if it is below 1 or above the keyset's {@code maxPageSize}
     */
    public PageQuery<T> size(int most) {
        if (most < 1 || most > maxPageSize) {
            throw new PageSizeException(most, maxPageSize);
        }
        return with(filter, most, tokens);
    }

    /**
     * {@return this question, whose rows are made by a reader straight from JDBC} For where each microsecond of a page counts: it saves
     * the making of jOOQ's records. Converters and bindings of the fields are not used. What the reader throws as SQLException comes as jOOQ's
     * {@code DataAccessException}.
     *
     * @param reader called once per row, on the calling thread; not to return null
     * @param <U> what it makes
     */
    public <U> PageQuery<U> reading(RowReader<? extends U> reader) {
        return new PageQuery<>(dsl, sql, new ReaderRows<>(sql, reader), filter, size, maxPageSize, tokens);
    }

    /**
     * {@return this question, whose cursors can become tokens to hand to a client, and tokens cursors}
     *
     * <p>A token is bound to table, ordering, filter and values as this {@code DSLContext} renders them. The same question must be asked with the
     * same text on every server: give {@code IN} its values in a stable order, and not that of a {@code Set}, or name the filter
     * by {@link #filterName}. What a filter does not say, as row level security, is for {@link #scope}.
     *
     * @param how signed, or {@link CursorTokens#unsigned()}
     */
    public PageQuery<T> tokens(CursorTokens how) {
        return with(filter, size, tokens.with(how));
    }

    /**
     * {@return this question, whose tokens are good for this scope only} As the filter is bound anyway, this is for what it does not say:
     * a tenant that row level security filters by, a user.
     *
     * @param name of the scope; it cannot be read from a token
     */
    public PageQuery<T> scope(String name) {
        return with(filter, size, tokens.inScope(name));
    }

    /**
     * {@return this question, whose tokens are bound to a name for the filter instead of the filter's text and values} For filters whose
     * values differ from request to request, such as "since a week ago".
     *
     * @param name of the filter, as in {@code "last week"}
     */
    public PageQuery<T> filterName(String name) {
        return with(filter, size, tokens.namingFilter(name));
    }

    /**
     * {@return the cursor of a token} No SQL runs.
     *
     * @param token as a page of the same ordering, filter and scope gave it; null for null, so that no token means the first page
     * @throws CursorException the subtype says what is wrong with the token: an answer 400 to an HTTP request
     * @throws IllegalStateException if {@link #tokens} was not called
     */
    public @Nullable Cursor cursor(@Nullable String token) {
        return token == null ? null : tokens.read(dsl, sql, filter, token);
    }

    /** {@return the rows at the start of the ordering} */
    public Page<T> first() {
        return after(null);
    }

    /** {@return the rows at the end of the ordering, as many as the page size if there are, in the ordering's direction} */
    public Page<T> last() {
        return before(null);
    }

    /**
     * {@return the rows right after a cursor}
     *
     * @param cursor null for the first page
     * @throws OrderingMismatchException if the cursor is of another ordering
     * @throws InvalidOrderingException if a row holds NULL in a key that was declared to hold none; as on every page
     */
    public Page<T> after(@Nullable Cursor cursor) {
        return page(Way.FORWARD, cursor, null);
    }

    /**
     * {@return the rows right before a cursor, in the ordering's direction}
     *
     * @param cursor null for the last page
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Page<T> before(@Nullable Cursor cursor) {
        return page(Way.BACKWARD, cursor, null);
    }

    /**
     * {@return the page of a number, as if all pages from the first on had been read} Two statements, and from the second page on the
     * first of them walks over the keys of all rows before the page:
     *
     * <pre>{@code
     * SELECT created_at, id FROM events WHERE filter ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET (number - 1) * n - 1
     * }</pre>
     *
     * <p>Then the page is read as by {@link #after}. The walk reads no rows but only an index, if one starts as described above and
     * has every column of the keys and the filter (INCLUDE will do), and if VACUUM has been there lately; its cost grows with the number.
     * Without such an index it costs as much as OFFSET. A page beyond the end is empty.
     *
     * <p>The two statements see one state of the table only in a transaction of REPEATABLE READ or stricter; else rows that come or
     * go between them move the page by as many.
     *
     * @param number from 1, which is {@link #first()}
     * @throws PageNumberException if it is below 1, or if no table has so many rows
     */
    public Page<T> jumpTo(long number) {
        long distance = rowsBefore(number);
        if (distance == 0) {
            return first();
        }
        Position before = JumpSql.fetch(dsl, sql, filter, distance - 1);
        return before == null
                ? page(Way.FORWARD, true, new Slice<>(List.of(), List.of(), false))
                : after(new Cursor(before));
    }

    /**
     * {@return how many rows match, over all pages} One statement of its own, which {@link Total} shows, run when this is called and at
     * no other time. It and a page see one state of the table only in a transaction of REPEATABLE READ or stricter.
     *
     * @param total what the number may cost
     */
    public RowCount count(Total total) {
        return CountSql.fetch(dsl, sql, filter, total);
    }

    /**
     * {@return the pages after a cursor that have rows, lazily} Each is a statement of its own, run when the stream gets to it: between
     * two pages there is no transaction and no connection, unless the {@code DSLContext} is of one. Nothing has to be closed, and
     * whoever stops early runs no further SQL. A parallel stream reads the pages one after the other too.
     *
     * <p>Each page sees the table as it is then. Rows that exist throughout, with keys that do not change, come exactly once; rows that are added or
     * deleted meanwhile come or not; a row whose keys change can come twice or not at all. To go on later, keep {@link Page#end()} of the last page that was
     * dealt with.
     *
     * @param cursor null for all pages
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Stream<Page<T>> pages(@Nullable Cursor cursor) {
        position(cursor);
        return StreamSupport.stream(new PageWalk<>(this::after, cursor), false);
    }

    /** {@return the rows of all pages, lazily, in memory one page at a time} See {@link #pages} for what is seen. */
    public Stream<T> stream() {
        return pages(null).flatMap(page -> page.rows().stream());
    }

    /**
     * Gives all pages after a cursor that have rows to a consumer, one by one. See {@link #pages} for what is seen.
     *
     * <pre>{@code
     * query.forEachPage(load(), page -> {
     *     handle(page.rows());
     *     save(page.end().orElseThrow());
     * });
     * }</pre>
     *
     * @param cursor null for all pages
     * @param consumer what it throws ends the walk and is thrown on; no page after it has been read then
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public void forEachPage(@Nullable Cursor cursor, Consumer<? super Page<T>> consumer) {
        pages(cursor).forEachOrdered(consumer);
    }

    /**
     * {@return the answer to the arguments of a Relay connection} One statement: that of {@link #after} or {@link #first()}, or with {@code last}
     * that of {@link #before} or {@link #last()}. The cursor at the other end, if there is one, is added to its WHERE as
     * {@link Keyset#conditionAfter} writes it.
     *
     * <p>With {@code first}, {@code hasNextPage} is exact, and {@code hasPreviousPage} means that a row was at {@code after}; with {@code last} the
     * other way round.
     *
     * @param arguments of the client
     * @throws CursorException the subtype says what is wrong with {@code after} or {@code before}; no SQL runs
     * @throws PageSizeException if the number is above the keyset's {@code maxPageSize}; no SQL runs
     * @throws IllegalStateException if {@link #tokens} was not called
     */
    public RelayConnection<T> connection(RelayArguments arguments) {
        int count = arguments.count(size);
        Cursor after = cursor(arguments.after());
        Cursor before = cursor(arguments.before());
        PageQuery<T> sized = size(Math.max(1, count));
        if (arguments.way() == Way.FORWARD) {
            Page<T> page = sized.page(Way.FORWARD, after, before);
            return count > 0
                    ? RelayConnection.of(page)
                    : RelayConnection.withoutEdges(!page.isEmpty(), page.hasPrevious());
        }
        Page<T> page = sized.page(Way.BACKWARD, before, after);
        return count > 0 ? RelayConnection.of(page) : RelayConnection.withoutEdges(page.hasNext(), !page.isEmpty());
    }

    /** {@return the statement that {@link #first()} runs, for EXPLAIN} */
    public Select<?> firstQuery() {
        return afterQuery(null);
    }

    /** {@return the statement that {@link #last()} runs, for EXPLAIN; its rows come in reverse} */
    public Select<?> lastQuery() {
        return beforeQuery(null);
    }

    /**
     * {@return the statement that {@link #after} runs, for EXPLAIN}
     *
     * @param cursor null for the first page
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Select<?> afterQuery(@Nullable Cursor cursor) {
        return statement(Way.FORWARD, cursor);
    }

    /**
     * {@return the statement that {@link #before} runs, for EXPLAIN; its rows come in reverse}
     *
     * @param cursor null for the last page
     * @throws OrderingMismatchException if the cursor is of another ordering
     */
    public Select<?> beforeQuery(@Nullable Cursor cursor) {
        return statement(Way.BACKWARD, cursor);
    }

    /**
     * {@return the statement by which {@link #jumpTo} finds the row before the page, for EXPLAIN}
     *
     * @param number from 1; for 1, nothing has to be found, and it is {@link #firstQuery()}
     * @throws PageNumberException if it is below 1, or if no table has so many rows
     */
    public Select<?> jumpToQuery(long number) {
        long distance = rowsBefore(number);
        return distance == 0 ? firstQuery() : JumpSql.query(dsl, sql, filter, distance - 1);
    }

    /**
     * {@return the statement that {@link #count} runs, or has planned for an estimate}
     *
     * @param total what the number may cost
     */
    public Select<?> countQuery(Total total) {
        return CountSql.query(dsl, sql, filter, total);
    }

    /**
     * {@return whether indexes serve the statements of this question's pages, and how to mend it where not} Each statement is
     * planned by {@code EXPLAIN (VERBOSE)} and never executed: first, last, after and before (no counts and jumps), the last two with every choice of keys
     * that are NULL in the cursor. The cursor's values are unknown to the planner, the filter's are this question's. It works on an empty table
     * as on a large one: a plan that is not served is made again as if sorting and reading whole tables cost a fortune, and passes with
     * a note if it is served then and its estimated cost is at most {@link PlanCheck#CHEAP}.
     *
     * <p>A note also tells where the catalogs do not know what the ordering takes for granted, and pages would lose rows if it were untrue: that a key is NOT
     * NULL, and that the keys are unique. Of joins, views and derived tables the catalogs know neither.
     *
     * <p>Blocks for some EXPLAINs and looks into the catalogs, on the {@code DSLContext}'s connection. Planner
     * settings are changed up to a savepoint in its transaction, or in one of their own that is rolled back.
     */
    public PlanCheck checkPlan() {
        return new PlanVerifier(dsl, sql, filter, size).check();
    }

    /**
     * Throws unless indexes serve the statements of this question's pages; for a test, or the start of a program. See {@link #checkPlan()}.
     *
     * @throws PlanVerificationException with the places in the plans, and the {@code CREATE INDEX CONCURRENTLY} that mends them
     */
    public void verifyPlan() {
        checkPlan().orThrow();
    }

    /** Table, columns, directions and size; nothing of the filter. */
    @Override
    public String toString() {
        return "PageQuery[" + sql.ordering().description() + ", size " + size + "]";
    }

    private long rowsBefore(long number) {
        long maxNumber = Long.MAX_VALUE / size;
        if (number < 1 || number > maxNumber) {
            throw new PageNumberException(number, maxNumber);
        }
        return (number - 1) * size;
    }

    private Page<T> page(Way way, @Nullable Cursor from, @Nullable Cursor until) {
        Position end = position(until);
        Condition within = end == null ? filter : filter.and(sql.ordering().condition(end, way.back()));
        return page(way, from != null, rows.fetch(sql.fetch(dsl, within, way, position(from), size)));
    }

    private Page<T> page(Way way, boolean started, Slice<T> slice) {
        Positions positions = new Positions(sql.ordering().fingerprint(), slice.keys());
        Supplier<TokenEncoder> encoder = tokens.encoder(dsl, sql, filter);
        boolean more = slice.more();
        return way == Way.FORWARD
                ? new Page<>(slice.rows(), positions, started, more, encoder)
                : new Page<>(slice.rows(), positions, more, started, encoder);
    }

    private PageQuery<T> with(Condition otherFilter, int otherSize, QueryTokens otherTokens) {
        return new PageQuery<>(dsl, sql, rows, otherFilter, otherSize, maxPageSize, otherTokens);
    }

    private Select<?> statement(Way way, @Nullable Cursor cursor) {
        return sql.statement(dsl, filter, way, position(cursor), size).select();
    }

    private @Nullable Position position(@Nullable Cursor cursor) {
        return cursor == null ? null : cursor.positionIn(sql.ordering());
    }
}
