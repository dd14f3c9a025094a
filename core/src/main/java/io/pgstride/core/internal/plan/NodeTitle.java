package io.pgstride.core.internal.plan;

import io.pgstride.core.plan.PlanNode;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node's first line in the words of PostgreSQL's text format, which folds several fields into one name. */
final class NodeTitle {
    /** Fields that the title shows, or whose absence it shows. */
    static final Set<String> FIELDS = Set.of(
            "Node Type",
            "Strategy",
            "Partial Mode",
            "Operation",
            "Parent Relationship",
            "Subplan Name",
            "Custom Plan Provider",
            "Parallel Aware",
            "Async Capable",
            "Schema",
            "Relation Name",
            "Function Name",
            "Table Function Name",
            "CTE Name",
            "Tuplestore Name",
            "Alias",
            "Scan Direction",
            "Index Name",
            "Join Type",
            "Command",
            "Startup Cost",
            "Total Cost",
            "Plan Rows",
            "Plan Width",
            "Actual Startup Time",
            "Actual Total Time",
            "Actual Rows",
            "Actual Loops");

    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]*");

    private NodeTitle() {}

    static String of(PlanNode node) {
        return (isTrue(node, "Parallel Aware") ? "Parallel " : "")
                + (isTrue(node, "Async Capable") ? "Async " : "")
                + name(node)
                + index(node)
                + target(node)
                + estimate(node)
                + measure(node);
    }

    private static String name(PlanNode node) {
        return switch (node.type()) {
            case "Aggregate" -> aggregate(node);
            case "SetOp" ->
                ("Hashed".equals(node.strategy().orElse("")) ? "HashSetOp " : "SetOp ")
                        + node.text("Command").orElse("");
            case "ModifyTable" -> node.operation().orElse("ModifyTable");
            case "Foreign Scan" ->
                "Foreign "
                        + node.operation()
                                .filter(operation -> !operation.equals("Select"))
                                .orElse("Scan");
            case "Custom Scan" ->
                node.text("Custom Plan Provider")
                        .map(provider -> "Custom Scan (" + provider + ")")
                        .orElse("Custom Scan");
            default -> join(node);
        };
    }

    private static String aggregate(PlanNode node) {
        String name = switch (node.strategy().orElse("")) {
            case "Sorted" -> "GroupAggregate";
            case "Hashed" -> "HashAggregate";
            case "Mixed" -> "MixedAggregate";
            default -> "Aggregate";
        };
        return node.text("Partial Mode")
                .filter(mode -> !mode.equals("Simple"))
                .map(mode -> mode + " " + name)
                .orElse(name);
    }

    private static String join(PlanNode node) {
        String kind = node.joinType().orElse("Inner");
        if (kind.equals("Inner")) {
            return node.type();
        }
        return node.type().replaceFirst(" Join$", "") + " " + kind + " Join";
    }

    private static String index(PlanNode node) {
        String backward = "Backward".equals(node.scanDirection().orElse("")) ? " Backward" : "";
        String by = node.type().equals("Bitmap Index Scan") ? " on " : " using ";
        return backward + node.index().map(index -> by + quoted(index)).orElse("");
    }

    private static String target(PlanNode node) {
        String object = Stream.of(
                        "Relation Name", "Function Name", "Table Function Name", "CTE Name", "Tuplestore Name")
                .flatMap(key -> node.text(key).stream())
                .findFirst()
                .orElse("");
        String alias = node.alias().orElse(object);
        if (alias.isEmpty()) {
            return "";
        }
        String schema = node.schema().map(name -> quoted(name) + ".").orElse("");
        return " on"
                + (object.isEmpty() ? "" : " " + schema + quoted(object))
                + (alias.equals(object) ? "" : " " + quoted(alias));
    }

    private static String estimate(PlanNode node) {
        if (node.totalCost().isEmpty()) {
            return "";
        }
        return "  (cost=%s..%s rows=%s width=%s)"
                .formatted(
                        number(node, "Startup Cost"),
                        number(node, "Total Cost"),
                        number(node, "Plan Rows"),
                        number(node, "Plan Width"));
    }

    private static String measure(PlanNode node) {
        if (node.loops().isEmpty()) {
            return "";
        }
        if (node.neverExecuted()) {
            return " (never executed)";
        }
        String time = node.actualTotalTime().isPresent()
                ? "time=%s..%s ".formatted(number(node, "Actual Startup Time"), number(node, "Actual Total Time"))
                : "";
        return " (actual %srows=%s loops=%s)"
                .formatted(time, number(node, "Actual Rows"), number(node, "Actual Loops"));
    }

    private static String number(PlanNode node, String key) {
        return PlanText.scalar(node.fields().get(key));
    }

    private static boolean isTrue(PlanNode node, String key) {
        return Boolean.TRUE.equals(node.fields().get(key));
    }

    private static String quoted(String name) {
        return PLAIN_NAME.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
