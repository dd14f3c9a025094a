package io.pgstride.pagination.internal.plan;

import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.QueryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the faults of one plan.
 *
 * <p>What is a fault:
 *
 * <ul>
 *   <li>A Sort or Incremental Sort whose input is not cut by a LIMIT. Above the branches of a UNION ALL it sorts as many rows
 *       as the branches' limits allow, which is how PostgreSQL feeds a Merge Append from a branch with an equality on the first key.
 *   <li>A condition with a value of the cursor that is a filter rather than an index condition: rows before the cursor are read.
 *   <li>A Seq Scan of a table that keys belong to.
 *   <li>Softer: a filter on a column that the question fixes by equality, and a Seq Scan of another table.
 * </ul>
 *
 * <p>A key with IS NULL or IS NOT NULL in a filter needs no rule: an index that gives the ordering has that key, and
 * then PostgreSQL makes an index condition of it; else there is a Sort.
 */
final class FaultFinder {
    private static final Set<String> SORTS = Set.of("Sort", "Incremental Sort");
    private static final Set<String> APPENDS = Set.of("Append", "Merge Append");
    private static final Set<String> KEEP_BOUND = Set.of(
            "Sort", "Incremental Sort", "Append", "Merge Append", "Subquery Scan", "Result", "Gather", "Gather Merge");
    private static final Set<String> ABOVE_BRANCHES =
            Set.of("Limit", "Sort", "Incremental Sort", "Result", "Subquery Scan");

    private final PlanTexts texts;
    private final List<String> fixed;
    private final Set<String> keyTables;
    private final List<Fault> faults = new ArrayList<>();

    private FaultFinder(PlanTexts texts, List<String> fixed, Set<String> keyTables) {
        this.texts = texts;
        this.fixed = fixed;
        this.keyTables = keyTables;
    }

    /**
     * The faults, depth first.
     *
     * @param fixed names of columns that the filter fixes by equality
     * @param keyTables names or aliases of the tables that keys belong to; empty for all
     */
    static List<Fault> in(QueryPlan plan, int branches, List<String> fixed, Set<String> keyTables) {
        FaultFinder finder = new FaultFinder(new PlanTexts(plan), fixed, keyTables);
        List<PlanNode> parts = branches > 1 ? branchesOf(plan.root()) : List.of();
        if (parts.size() == branches) {
            for (int i = 0; i < branches; i++) {
                finder.visit(parts.get(i), i + 1, false);
            }
        } else {
            finder.visit(plan.root(), 0, false);
        }
        return List.copyOf(finder.faults);
    }

    /** Empty unless the uppermost nodes lead to one that appends. */
    private static List<PlanNode> branchesOf(PlanNode root) {
        PlanNode node = root;
        while (ABOVE_BRANCHES.contains(node.type()) && inputs(node).size() == 1) {
            node = inputs(node).get(0);
        }
        return APPENDS.contains(node.type()) ? inputs(node) : List.of();
    }

    private static List<PlanNode> inputs(PlanNode node) {
        return node.children().stream().filter(child -> !isBeside(child)).toList();
    }

    private static boolean isBeside(PlanNode node) {
        String relationship = node.parentRelationship().orElse("");
        return relationship.equals("InitPlan") || relationship.equals("SubPlan");
    }

    private void visit(PlanNode node, int branch, boolean beside) {
        if (PlanTexts.isCursorValue(node)) {
            return;
        }
        boolean hard = !beside && !isBeside(node);
        if (SORTS.contains(node.type()) && !inputs(node).stream().allMatch(FaultFinder::isBounded)) {
            found(node, branch, "Sort Key", String.join(", ", node.sortKey()), hard);
        }
        boolean scanned = node.type().equals("Seq Scan");
        if (scanned) {
            found(node, branch, "Filter", node.filter().orElse(""), hard && ownsKeys(node));
        }
        if (!scanned) {
            node.filter().ifPresent(filter -> filtered(node, branch, "Filter", filter, hard));
        }
        node.joinFilter().ifPresent(filter -> filtered(node, branch, "Join Filter", filter, hard));
        node.children().forEach(child -> visit(child, branch, !hard));
    }

    private void filtered(PlanNode node, int branch, String label, String filter, boolean hard) {
        boolean key = texts.hasCursorValue(filter);
        if (key || fixed.stream().anyMatch(column -> PlanTexts.mentions(filter, column))) {
            found(node, branch, label, filter, hard && key);
        }
    }

    private void found(PlanNode node, int branch, String label, String condition, boolean hard) {
        String of = node.relation().map(relation -> " on " + relation).orElse("");
        String using = node.index().map(index -> " using " + index).orElse("");
        String what = condition.isEmpty() ? "" : ", " + label + ": " + PlanTexts.withoutValues(condition);
        faults.add(new Fault(branch, node.type() + using + of + what, hard));
    }

    /** Children of a partitioned table have its name or alias with a number behind it. */
    private boolean ownsKeys(PlanNode scan) {
        Optional<String> alias = scan.alias().or(scan::relation);
        return keyTables.isEmpty()
                || keyTables.stream().anyMatch(table -> alias.orElse("").matches(Pattern.quote(table) + "(_\\d+)?"));
    }

    private static boolean isBounded(PlanNode node) {
        if (node.type().equals("Limit")) {
            return true;
        }
        boolean constant = node.type().equals("Result") && inputs(node).isEmpty();
        return constant
                || (KEEP_BOUND.contains(node.type())
                        && !inputs(node).isEmpty()
                        && inputs(node).stream().allMatch(FaultFinder::isBounded));
    }
}
