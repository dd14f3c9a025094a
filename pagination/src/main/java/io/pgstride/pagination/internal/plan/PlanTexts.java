package io.pgstride.pagination.internal.plan;

import io.pgstride.core.plan.PlanNode;
import io.pgstride.core.plan.QueryPlan;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * PostgreSQL's texts of conditions in one plan: which of them hold a value of the cursor, and how they read without any value.
 *
 * <p>A value of the cursor is {@code (SELECT CAST(NULL AS type))} in a statement that is only planned. PostgreSQL makes it an InitPlan whose
 * output is a NULL, and refers to it as {@code $0} (14 to 16) or {@code (InitPlan 1).col1} (17 and 18).
 */
final class PlanTexts {
    /** What to keep: quoted names, plain words. What to leave out: everything else that this finds. */
    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"]|\"\")*\"" // a quoted name
                    + "|\\(InitPlan \\d+\\)\\.col\\d+|\\$\\d+"
                    + "|E'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'"
                    + "|[A-Za-z_][A-Za-z0-9_$]*"
                    + "|-?\\d[\\d.]*");

    private static final Pattern OLD_NAME = Pattern.compile("InitPlan \\d+ \\(returns (\\$\\d+)\\)");
    private static final Set<String> LITERAL_WORDS = Set.of("true", "false");

    private final Set<String> cursorValues;

    PlanTexts(QueryPlan plan) {
        cursorValues = plan.nodes()
                .filter(PlanTexts::isCursorValue)
                .map(PlanTexts::reference)
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean isCursorValue(PlanNode node) {
        return node.parentRelationship().equals(Optional.of("InitPlan"))
                && node.type().equals("Result")
                && node.texts("Output").size() == 1
                && node.texts("Output").get(0).startsWith("NULL::");
    }

    private static String reference(PlanNode node) {
        String name = node.subplanName().orElse("");
        Matcher old = OLD_NAME.matcher(name);
        return old.matches() ? old.group(1) : "(" + name + ").col1";
    }

    boolean hasCursorValue(String condition) {
        return TOKEN.matcher(condition).results().anyMatch(token -> cursorValues.contains(token.group()));
    }

    /** The text with {@code ?} for each literal and each value of the cursor. */
    static String withoutValues(String text) {
        return TOKEN.matcher(text)
                .replaceAll(token -> Matcher.quoteReplacement(isName(token.group()) ? token.group() : "?"));
    }

    private static boolean isName(String token) {
        char first = token.charAt(0);
        return (Character.isLetter(first) || first == '_' || first == '"')
                && !token.startsWith("E'")
                && !LITERAL_WORDS.contains(token);
    }

    /** Whether a condition speaks of a column. */
    static boolean mentions(String condition, String column) {
        return TOKEN.matcher(withoutValues(condition))
                .results()
                .anyMatch(token ->
                        token.group().equals(column) || token.group().equals('"' + column.replace("\"", "\"\"") + '"'));
    }
}
