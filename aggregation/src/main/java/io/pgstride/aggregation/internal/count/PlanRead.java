package io.pgstride.aggregation.internal.count;

import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.QueryPlan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a plan's estimate rests on.
 *
 * @param scans the tables that are read under the same conditions; partitions are together
 * @param joins whether rows of tables are joined
 * @param groups whether rows are grouped, or made distinct
 * @param computes whether rows are made by functions or recursion, come from elsewhere, or are filtered after they were computed
 */
record PlanRead(Map<Conditions, SortedSet<Relation>> scans, boolean joins, boolean groups, boolean computes) {
    private static final Set<String> JOINS = Set.of("Nested Loop", "Hash Join", "Merge Join");
    private static final Set<String> GROUPS = Set.of("Group", "Unique", "SetOp");
    private static final Set<String> COMPUTES =
            Set.of("Function Scan", "Table Function Scan", "ProjectSet", "Recursive Union", "Foreign Scan");

    static PlanRead of(QueryPlan plan) {
        List<PlanNode> nodes = plan.nodes().toList();
        Map<Conditions, SortedSet<Relation>> scans = new LinkedHashMap<>();
        nodes.stream()
                .filter(PlanRead::isScan)
                .forEach(node -> scans.computeIfAbsent(conditions(node), same -> new TreeSet<>())
                        .add(new Relation(
                                node.schema().orElseThrow(), node.relation().orElseThrow())));
        return new PlanRead(
                scans,
                nodes.stream().anyMatch(node -> JOINS.contains(node.type())),
                nodes.stream().anyMatch(PlanRead::isGrouping),
                nodes.stream().anyMatch(PlanRead::isComputing));
    }

    private static boolean isScan(PlanNode node) {
        return node.relation().isPresent() && node.schema().isPresent();
    }

    private static boolean isGrouping(PlanNode node) {
        boolean plain = node.text("Strategy").equals(Optional.of("Plain"));
        return GROUPS.contains(node.type()) || (node.type().equals("Aggregate") && !plain);
    }

    private static boolean isComputing(PlanNode node) {
        boolean filtersComputed = node.relation().isEmpty()
                && node.filter().isPresent()
                && !JOINS.contains(node.type())
                && !isGrouping(node);
        return COMPUTES.contains(node.type()) || filtersComputed;
    }

    private static Conditions conditions(PlanNode scan) {
        String alias = scan.text("Alias").orElseThrow();
        Conditions all = new Conditions();
        Stream.of(scan.filter(), scan.indexCond(), scan.recheckCond(), scan.text("TID Cond"))
                .flatMap(Optional::stream)
                .forEach(text -> all.add(ConditionReader.read(text, alias)));
        return all;
    }

    List<Relation> relations() {
        return scans.values().stream()
                .flatMap(Collection::stream)
                .distinct()
                .sorted()
                .toList();
    }

    List<String> names() {
        return relations().stream().map(Relation::sql).toList();
    }

    boolean conditional() {
        return scans.keySet().stream().anyMatch(conditions -> !conditions.none());
    }
}
