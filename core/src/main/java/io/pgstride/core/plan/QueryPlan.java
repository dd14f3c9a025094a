package io.pgstride.core.plan;

import io.pgstride.core.PgstrideException;
import io.pgstride.core.internal.plan.Fields;
import io.pgstride.core.internal.plan.PlanText;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query plan: the output of EXPLAIN (FORMAT JSON) as a tree that keeps every field.
 *
 * <p>Immutable and thread-safe. Get one from {@link Explain}, or from text, such as auto_explain's, with {@link #parse(String)}:
 *
 * <pre>{@code
 * QueryPlan plan = Explain.on(dsl).analyze().plan(query);
 * long pages = plan.buffers().shared();
 * boolean scans = plan.find("Seq Scan").anyMatch(node -> node.relation().equals(Optional.of("events")));
 * }</pre>
 */
public final class QueryPlan {
    private final String json;
    private final Fields fields;
    private final PlanNode root;

    QueryPlan(String json, Fields fields, PlanNode root) {
        this.json = json;
        this.fields = fields;
        this.root = root;
    }

    /**
     * {@return the plan that a text holds}
     *
     * @param json what EXPLAIN (FORMAT JSON) printed, or the one object in it
     * @throws PlanParseException if the text is not JSON, or is not the plan of exactly one statement
     */
    public static QueryPlan parse(String json) {
        List<QueryPlan> plans = PlanReader.read(json);
        if (plans.size() != 1) {
            throw new PlanParseException("holds " + plans.size() + " plans, not one (see QueryPlan.parseAll)", 0);
        }
        return plans.get(0);
    }

    /**
     * {@return the plans of a statement that a rewrite rule turned into several, or into none}
     *
     * @param json what EXPLAIN (FORMAT JSON) printed
     * @throws PlanParseException if the text is not JSON, or holds something else than plans
     */
    public static List<QueryPlan> parseAll(String json) {
        return List.copyOf(PlanReader.read(json));
    }

    /** {@return the uppermost node} */
    public PlanNode root() {
        return root;
    }

    /** {@return all nodes, depth first} */
    public Stream<PlanNode> nodes() {
        return root.nodes();
    }

    /**
     * {@return the nodes of one type, depth first}
     *
     * @param type in PostgreSQL's words, for example {@code Seq Scan}
     */
    public Stream<PlanNode> find(String type) {
        return nodes().filter(node -> node.type().equals(type));
    }

    /** {@return the time the planner took} */
    public Optional<Duration> planningTime() {
        return fields.milliseconds("Planning Time");
    }

    /** {@return the time of execution, triggers included; only with ANALYZE} */
    public Optional<Duration> executionTime() {
        return fields.milliseconds("Execution Time");
    }

    /**
     * {@return the pages that execution touched}
     *
     * @throws PgstrideException if the plan was made without ANALYZE and BUFFERS, since zero would be a lie
     */
    public Buffers buffers() {
        return root.buffers()
                .orElseThrow(
                        () -> new PgstrideException(
                                "The plan counts no buffers: make it with Explain.on(dsl).analyze(), or EXPLAIN (ANALYZE, BUFFERS)"));
    }

    /** {@return the pages that planning touched, mostly of the system catalogs} */
    public Optional<Buffers> planningBuffers() {
        return fields.map().get("Planning") instanceof Map<?, ?> planning
                ? PlanReader.buffers(new Fields(PlanReader.object(planning, "\"Planning\"")))
                : Optional.empty();
    }

    /** {@return what each trigger cost, in PostgreSQL's order; only with ANALYZE} */
    public List<PlanTrigger> triggers() {
        if (!(fields.map().get("Triggers") instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Map.class::isInstance)
                .map(trigger -> trigger(new Fields(PlanReader.object(trigger, "a trigger"))))
                .toList();
    }

    private static PlanTrigger trigger(Fields trigger) {
        return new PlanTrigger(
                trigger.text("Trigger Name").orElse(""),
                trigger.text("Constraint Name"),
                trigger.text("Relation").orElse(""),
                trigger.milliseconds("Time"),
                trigger.whole("Calls").orElse(0));
    }

    /** {@return the planner's settings that differ from PostgreSQL's defaults, in PostgreSQL's order; only with SETTINGS} */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        if (fields.map().get("Settings") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> settings.put(String.valueOf(name), String.valueOf(value)));
        }
        return Collections.unmodifiableMap(settings);
    }

    /** {@return the identifier that joins the plan with pg_stat_statements; only with VERBOSE and compute_query_id} */
    public OptionalLong queryIdentifier() {
        return fields.whole("Query Identifier");
    }

    /** {@return every field of the statement as PostgreSQL printed it, {@code Plan} included; see {@link PlanNode#fields()}} */
    public Map<String, @Nullable Object> fields() {
        return fields.map();
    }

    /** {@return the text that was read, unchanged} */
    public String json() {
        return json;
    }

    /**
     * {@return the plan as an indented tree for people, laid out like PostgreSQL's text format and independent of the locale}
     *
     * <p>Conditions contain the values of the query. The layout may change between releases; programs read {@link #fields()}.
     */
    public String toText() {
        return PlanText.of(this);
    }

    /** Returns the uppermost node only, so that logs carry no values of the query. */
    @Override
    public String toString() {
        return "QueryPlan[" + root + "]";
    }
}
