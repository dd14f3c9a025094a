package io.pgstride.core.internal.plan;

import io.pgstride.core.plan.Buffers;
import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.PlanTrigger;
import io.pgstride.core.plan.QueryPlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plan as text for people.
 *
 * <p>Fields come in PostgreSQL's order. Those it merges in its text format (title, sort, buffers) are merged here too; false flags and the
 * zeros it leaves out are left out; every other field, known or not, is a line of its own.
 */
public final class PlanText {
    /** No field of PostgreSQL is nested as deep; text from elsewhere must not exhaust the stack. */
    private static final int MAX_FIELD_DEPTH = 20;

    private final StringBuilder out = new StringBuilder();

    private PlanText() {}

    /** The plan, a line per field, each ended by a newline. */
    public static String of(QueryPlan plan) {
        PlanText text = new PlanText();
        text.node(plan.root(), 0);
        plan.fields().forEach((key, value) -> text.statementField(plan, key, value));
        return text.out.toString();
    }

    private void node(PlanNode node, int parentIndent) {
        int indent = parentIndent;
        Optional<String> subplan = node.subplanName();
        if (subplan.isPresent()) {
            line(indent, subplan.get());
            indent++;
        }
        String title = NodeTitle.of(node);
        if (indent > 0) {
            line(indent, "->  " + title);
            indent += 2;
        } else {
            line(0, title);
        }
        for (Map.Entry<String, @Nullable Object> field : node.fields().entrySet()) {
            nodeField(node, indent + 1, field.getKey(), field.getValue());
        }
        for (PlanNode child : node.children()) {
            node(child, indent + 1);
        }
    }

    private void nodeField(PlanNode node, int indent, String key, @Nullable Object value) {
        if (NodeTitle.FIELDS.contains(key) || isLeftOut(node, key, value)) {
            return;
        }
        switch (key) {
            case "Shared Hit Blocks" -> buffers(indent, node.buffers());
            case "Sort Method" ->
                line(
                        indent,
                        "Sort Method: " + scalar(value) + "  "
                                + node.sortSpaceType().orElse("Space") + ": "
                                + scalar(node.fields().get("Sort Space Used")) + "kB");
            case "Exact Heap Blocks" -> heapBlocks(indent, node);
            case "Grouping Sets" -> groupingSets(indent, value);
            default -> field(indent, key, value);
        }
    }

    private static boolean isLeftOut(PlanNode node, String key, @Nullable Object value) {
        return switch (key) {
            case "Plans", "Sort Space Used", "Sort Space Type", "Lossy Heap Blocks" -> true;
            case "Inner Unique" -> Boolean.FALSE.equals(value) || !node.fields().containsKey("Output");
            default -> Boolean.FALSE.equals(value) || isBufferCount(key) || isSilentZero(key, value);
        };
    }

    private static boolean isBufferCount(String key) {
        return key.matches("(Shared|Local|Temp) (Read|Dirtied|Written) Blocks|Local Hit Blocks");
    }

    private static boolean isSilentZero(String key, @Nullable Object value) {
        return value instanceof Number number
                && number.doubleValue() == 0
                && key.matches("Rows Removed.*|Subplans Removed|Planned Partitions|WAL .*|.*I/O .* Time");
    }

    private void groupingSets(int indent, @Nullable Object value) {
        for (Object set : elements(value)) {
            if (set instanceof Map<?, ?> keys) {
                keys.forEach((name, lists) -> groupingSet(indent, String.valueOf(name), elements(lists)));
            }
        }
    }

    private void groupingSet(int indent, String name, List<?> lists) {
        if (name.equals("Sort Key")) {
            field(indent, name, lists);
            return;
        }
        String singular = name.replaceFirst("s$", "");
        for (Object keys : lists) {
            line(indent, singular + ": " + (elements(keys).isEmpty() ? "()" : joined(elements(keys))));
        }
    }

    private static List<?> elements(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String joined(List<?> list) {
        return list.stream().map(PlanText::scalar).collect(Collectors.joining(", "));
    }

    private void heapBlocks(int indent, PlanNode node) {
        long exact = node.exactHeapBlocks().orElse(0);
        long lossy = node.lossyHeapBlocks().orElse(0);
        if (exact + lossy > 0) {
            line(indent, "Heap Blocks:" + count(" exact", exact) + count(" lossy", lossy));
        }
    }

    private void buffers(int indent, Optional<Buffers> touched) {
        String text = touched.map(PlanText::counts).orElse("");
        if (!text.isEmpty()) {
            line(indent, "Buffers: " + text);
        }
    }

    private static String counts(Buffers b) {
        String shared = count(" hit", b.sharedHit())
                + count(" read", b.sharedRead())
                + count(" dirtied", b.sharedDirtied())
                + count(" written", b.sharedWritten());
        String local = count(" hit", b.localHit())
                + count(" read", b.localRead())
                + count(" dirtied", b.localDirtied())
                + count(" written", b.localWritten());
        String temp = count(" read", b.tempRead()) + count(" written", b.tempWritten());
        return Stream.of("shared" + shared, "local" + local, "temp" + temp)
                .filter(group -> group.contains("="))
                .collect(Collectors.joining(", "));
    }

    private static String count(String name, long count) {
        return count == 0 ? "" : name + "=" + count;
    }

    private void statementField(QueryPlan plan, String key, @Nullable Object value) {
        switch (key) {
            case "Plan" -> {}
            case "Planning Time", "Execution Time" -> line(0, key + ": " + scalar(value) + " ms");
            case "Settings" -> settings(plan);
            case "Planning" -> planning(plan, value);
            case "Triggers" -> plan.triggers().forEach(this::trigger);
            default -> field(0, key, value);
        }
    }

    private void settings(QueryPlan plan) {
        if (!plan.settings().isEmpty()) {
            line(
                    0,
                    plan.settings().entrySet().stream()
                            .map(setting -> setting.getKey() + " = '" + setting.getValue() + "'")
                            .collect(Collectors.joining(", ", "Settings: ", "")));
        }
    }

    private void planning(QueryPlan plan, @Nullable Object value) {
        int start = out.length();
        buffers(1, plan.planningBuffers());
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> planningField(String.valueOf(key), entry));
        }
        if (out.length() > start) {
            out.insert(start, "Planning:\n");
        }
    }

    private void planningField(String key, @Nullable Object value) {
        if (!key.equals("Shared Hit Blocks") && !isBufferCount(key) && !isSilentZero(key, value)) {
            field(1, key, value);
        }
    }

    private void trigger(PlanTrigger trigger) {
        String name = trigger.constraint()
                .map(constraint -> "for constraint " + constraint)
                .orElse(trigger.name());
        String time = trigger.time()
                .map(spent -> "time=" + BigDecimal.valueOf(spent.toNanos(), 6).setScale(3, RoundingMode.HALF_UP) + " ")
                .orElse("");
        line(0, "Trigger " + name + " on " + trigger.relation() + ": " + time + "calls=" + trigger.calls());
    }

    private void field(int indent, String key, @Nullable Object value) {
        field(indent, key, value, MAX_FIELD_DEPTH);
    }

    private void field(int indent, String key, @Nullable Object value, int depth) {
        if (isNested(value) && depth == 0) {
            line(indent, key + ": …");
        } else if (value instanceof Map<?, ?> map) {
            line(indent, key + ":");
            map.forEach((name, entry) -> field(indent + 1, String.valueOf(name), entry, depth - 1));
        } else if (value instanceof List<?> list && list.stream().anyMatch(PlanText::isNested)) {
            for (int i = 0; i < list.size(); i++) {
                field(indent, key + " " + i, list.get(i), depth - 1);
            }
        } else if (value instanceof List<?> list) {
            line(indent, key + ": " + joined(list));
        } else {
            line(indent, key + ": " + scalar(value));
        }
    }

    private static boolean isNested(@Nullable Object value) {
        return value instanceof Map || value instanceof List;
    }

    static String scalar(@Nullable Object value) {
        return value instanceof BigDecimal exact ? exact.toPlainString() : String.valueOf(value);
    }

    private void line(int indent, String text) {
        out.append("  ".repeat(indent)).append(text).append('\n');
    }
}
