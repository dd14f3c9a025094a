package io.pgstride.core.plan;

import io.pgstride.core.internal.plan.Fields;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One step of a query plan and the steps below it.
 *
 * <p>Immutable and thread-safe. A getter is empty where PostgreSQL printed no such field, or printed something of another type; the
 * field itself is then still in {@link #fields()}, as are all fields without a getter and those of node types yet unknown.
 *
 * <p>What PostgreSQL measures per node (rows, times, rows removed) is an <em>average per loop</em>; multiply by {@link #loops()} for
 * the whole. {@link #buffers()} is a sum already.
 *
 * @see <a href="https://www.postgresql.org/docs/current/using-explain.html">PostgreSQL: Using EXPLAIN</a>
 */
public final class PlanNode {
    private final String type;
    private final Fields fields;
    private final List<PlanNode> children;

    PlanNode(String type, Fields fields, List<PlanNode> children) {
        this.type = type;
        this.fields = fields;
        this.children = children;
    }

    /** {@return the node type in PostgreSQL's words, for example {@code Seq Scan}} */
    public String type() {
        return type;
    }

    /** {@return the nodes right below, in PostgreSQL's order} */
    public List<PlanNode> children() {
        return children;
    }

    /** {@return this node and all below it, depth first} */
    public Stream<PlanNode> nodes() {
        Deque<PlanNode> open = new ArrayDeque<>();
        open.push(this);
        return Stream.iterate(next(open), node -> node != null, node -> next(open));
    }

    private static @Nullable PlanNode next(Deque<PlanNode> open) {
        PlanNode node = open.poll();
        if (node != null) {
            for (int i = node.children.size() - 1; i >= 0; i--) {
                open.push(node.children.get(i));
            }
        }
        return node;
    }

    /**
     * {@return every field as PostgreSQL printed it, in its order, {@code Plans} included}
     *
     * <p>Values are String, Boolean, Long, BigDecimal, Double (for infinite costs), null, and unmodifiable lists and maps of such. A
     * key that occurs again in the same object is kept as {@code "key (2)"}.
     */
    public Map<String, @Nullable Object> fields() {
        return fields.map();
    }

    /**
     * {@return a field that is a string}
     *
     * @param key in PostgreSQL's words, such as {@code Node Type}
     */
    public Optional<String> text(String key) {
        return fields.text(key);
    }

    /**
     * {@return a field that is a list of strings; else an empty list}
     *
     * @param key in PostgreSQL's words, such as {@code Sort Key}
     */
    public List<String> texts(String key) {
        return fields.texts(key);
    }

    /**
     * {@return a field that is a number, without its fraction}
     *
     * @param key in PostgreSQL's words, such as {@code Plan Width}
     */
    public OptionalLong whole(String key) {
        return fields.whole(key);
    }

    /**
     * {@return a field that is a number}
     *
     * @param key in PostgreSQL's words, such as {@code Total Cost}
     */
    public OptionalDouble decimal(String key) {
        return fields.decimal(key);
    }

    /** {@return what this node is to its parent: Outer, Inner, Member, Subquery, InitPlan or SubPlan} */
    public Optional<String> parentRelationship() {
        return text("Parent Relationship");
    }

    /** {@return the name of a subplan, for example {@code CTE recent} or {@code InitPlan 1}} */
    public Optional<String> subplanName() {
        return text("Subplan Name");
    }

    /** {@return the schema of the relation or function; printed with VERBOSE only} */
    public Optional<String> schema() {
        return text("Schema");
    }

    /** {@return the table, partition, foreign table or materialized view, without its schema} */
    public Optional<String> relation() {
        return text("Relation Name");
    }

    /** {@return the name that the query uses for what is scanned} */
    public Optional<String> alias() {
        return text("Alias");
    }

    /** {@return the index of an index scan, an index-only scan or a bitmap index scan} */
    public Optional<String> index() {
        return text("Index Name");
    }

    /** {@return {@code Forward} or {@code Backward}} */
    public Optional<String> scanDirection() {
        return text("Scan Direction");
    }

    /** {@return the kind of join, for example {@code Inner}, {@code Left}, {@code Semi} or {@code Anti}} */
    public Optional<String> joinType() {
        return text("Join Type");
    }

    /** {@return how an Aggregate or a SetOp works: {@code Plain}, {@code Sorted}, {@code Hashed} or {@code Mixed}} */
    public Optional<String> strategy() {
        return text("Strategy");
    }

    /** {@return what a ModifyTable or Foreign Scan does: {@code Select}, {@code Insert}, {@code Update}, {@code Delete}, {@code Merge}} */
    public Optional<String> operation() {
        return text("Operation");
    }

    /** {@return the rows that the planner expects per loop} */
    public OptionalDouble planRows() {
        return decimal("Plan Rows");
    }

    /** {@return the width that the planner expects of a row, in bytes} */
    public OptionalLong planWidth() {
        return whole("Plan Width");
    }

    /** {@return the cost until the first row, in the planner's unit} */
    public OptionalDouble startupCost() {
        return decimal("Startup Cost");
    }

    /** {@return the cost until the last row, in the planner's unit; infinite where PostgreSQL's sum overflows} */
    public OptionalDouble totalCost() {
        return decimal("Total Cost");
    }

    /** {@return the rows that came out, on average per loop; rounded to a whole number before PostgreSQL 18} */
    public OptionalDouble actualRows() {
        return decimal("Actual Rows");
    }

    /** {@return how often the node ran; parallel workers count} */
    public OptionalLong loops() {
        return whole("Actual Loops");
    }

    /** {@return the time until the first row, on average per loop; absent where TIMING is off} */
    public Optional<Duration> actualStartupTime() {
        return fields.milliseconds("Actual Startup Time");
    }

    /** {@return the time until the last row, children included, on average per loop; absent where TIMING is off} */
    public Optional<Duration> actualTotalTime() {
        return fields.milliseconds("Actual Total Time");
    }

    /** {@return whether the query was executed without this node; false where nothing was executed} */
    public boolean neverExecuted() {
        return loops().equals(OptionalLong.of(0));
    }

    /** {@return the condition that is checked on each row after it was fetched} */
    public Optional<String> filter() {
        return text("Filter");
    }

    /** {@return the condition that the index itself serves} */
    public Optional<String> indexCond() {
        return text("Index Cond");
    }

    /** {@return the condition that a bitmap scan checks again on the rows of lossy pages} */
    public Optional<String> recheckCond() {
        return text("Recheck Cond");
    }

    /** {@return the condition of a hash join} */
    public Optional<String> hashCond() {
        return text("Hash Cond");
    }

    /** {@return the condition of a merge join} */
    public Optional<String> mergeCond() {
        return text("Merge Cond");
    }

    /** {@return the condition that is checked on each joined pair} */
    public Optional<String> joinFilter() {
        return text("Join Filter");
    }

    /** {@return the rows that {@link #filter()} threw away, on average per loop} */
    public OptionalLong rowsRemovedByFilter() {
        return whole("Rows Removed by Filter");
    }

    /** {@return the rows that {@link #recheckCond()} threw away, on average per loop} */
    public OptionalLong rowsRemovedByIndexRecheck() {
        return whole("Rows Removed by Index Recheck");
    }

    /** {@return the pairs that {@link #joinFilter()} threw away, on average per loop} */
    public OptionalLong rowsRemovedByJoinFilter() {
        return whole("Rows Removed by Join Filter");
    }

    /** {@return what the node sorts by, or an empty list} */
    public List<String> sortKey() {
        return texts("Sort Key");
    }

    /** {@return how it was sorted, for example {@code quicksort} or {@code external merge}; of the leader only if parallel} */
    public Optional<String> sortMethod() {
        return text("Sort Method");
    }

    /** {@return the space that the sort used, in kB} */
    public OptionalLong sortSpaceUsed() {
        return whole("Sort Space Used");
    }

    /** {@return where that space is: {@code Memory} or {@code Disk}} */
    public Optional<String> sortSpaceType() {
        return text("Sort Space Type");
    }

    /** {@return how often an index-only scan had to visit the table, because a page was not known to be all-visible} */
    public OptionalLong heapFetches() {
        return whole("Heap Fetches");
    }

    /** {@return the pages that a bitmap scan knew row by row} */
    public OptionalLong exactHeapBlocks() {
        return whole("Exact Heap Blocks");
    }

    /** {@return the pages of which a bitmap scan had to recheck every row, because work_mem was too small} */
    public OptionalLong lossyHeapBlocks() {
        return whole("Lossy Heap Blocks");
    }

    /** {@return the parallel workers that the planner wanted} */
    public OptionalLong workersPlanned() {
        return whole("Workers Planned");
    }

    /** {@return the parallel workers that were to be had} */
    public OptionalLong workersLaunched() {
        return whole("Workers Launched");
    }

    /** {@return the children of an Append or MergeAppend that were pruned when execution began} */
    public OptionalLong subplansRemoved() {
        return whole("Subplans Removed");
    }

    /** {@return the pages touched by this node and those below it, over all loops; absent without BUFFERS} */
    public Optional<Buffers> buffers() {
        return PlanReader.buffers(fields);
    }

    /** Returns the type and what it works on, such as {@code Index Scan events_pkey}; no condition, hence no value. */
    @Override
    public String toString() {
        return index().or(this::relation).map(object -> type + " " + object).orElse(type);
    }
}
