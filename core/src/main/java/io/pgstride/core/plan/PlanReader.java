package io.pgstride.core.plan;

import io.pgstride.core.internal.plan.Fields;
import io.pgstride.core.internal.plan.JsonReader;
import io.pgstride.core.internal.plan.JsonSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From JSON text to plans; every failure is a PlanParseException. */
final class PlanReader {
    private PlanReader() {}

    static List<QueryPlan> read(String json) {
        Object value;
        try {
            value = JsonReader.read(json);
        } catch (JsonSyntaxException e) {
            throw new PlanParseException(String.valueOf(e.getMessage()), e.offset());
        }
        List<?> statements = value instanceof List<?> list ? list : List.of(object(value, "the text"));
        List<QueryPlan> plans = new ArrayList<>();
        for (Object statement : statements) {
            Map<String, @Nullable Object> fields = object(statement, "a statement");
            PlanNode root = node(object(fields.get("Plan"), "\"Plan\""));
            plans.add(new QueryPlan(json, new Fields(fields), root));
        }
        return plans;
    }

    private static PlanNode node(Map<String, @Nullable Object> map) {
        if (!(map.get("Node Type") instanceof String type)) {
            throw new PlanParseException("a node has no \"Node Type\"", 0);
        }
        List<PlanNode> children = new ArrayList<>();
        Object plans = map.getOrDefault("Plans", List.of());
        if (!(plans instanceof List<?> list)) {
            throw new PlanParseException("\"Plans\" is not a list", 0);
        }
        for (Object child : list) {
            children.add(node(object(child, "a node")));
        }
        return new PlanNode(type, new Fields(map), List.copyOf(children));
    }

    @SuppressWarnings("unchecked") // JsonReader makes no other maps
    static Map<String, @Nullable Object> object(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new PlanParseException(what + " is not an object", 0);
    }

    static Optional<Buffers> buffers(Fields fields) {
        if (fields.whole("Shared Hit Blocks").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Buffers(
                fields.whole("Shared Hit Blocks").orElse(0),
                fields.whole("Shared Read Blocks").orElse(0),
                fields.whole("Shared Dirtied Blocks").orElse(0),
                fields.whole("Shared Written Blocks").orElse(0),
                fields.whole("Local Hit Blocks").orElse(0),
                fields.whole("Local Read Blocks").orElse(0),
                fields.whole("Local Dirtied Blocks").orElse(0),
                fields.whole("Local Written Blocks").orElse(0),
                fields.whole("Temp Read Blocks").orElse(0),
                fields.whole("Temp Written Blocks").orElse(0)));
    }
}
