package io.pgstride.aggregation.internal.summary;

import static io.pgstride.aggregation.internal.upkeep.Rendering.column;
import static io.pgstride.aggregation.internal.upkeep.Rendering.literal;
import static io.pgstride.aggregation.internal.upkeep.Rendering.ofRow;
import static io.pgstride.aggregation.internal.upkeep.Rendering.rowAlias;
import static io.pgstride.aggregation.internal.upkeep.Rendering.type;

import io.pgstride.aggregation.internal.summary.SummarySpec.GroupColumn;
import io.pgstride.aggregation.internal.summary.SummarySpec.ValueColumn;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import io.pgstride.core.Identifiers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Field;

/** What fills the places in a summary's statements. */
final class SummaryParts {
    private static final List<String> OBJECTS = List.of("refresh", "measure", "repair", "queue");
    private static final List<String> TRIGGERS = List.of("inserted", "deleted", "updated", "truncated");

    private final SummarySpec spec;
    private final String row;
    private final Map<String, String> parts = new HashMap<>();

    SummaryParts(SummarySpec spec) {
        this.spec = spec;
        this.row = rowAlias(spec.source());
        fillNames(ObjectNames.of(spec.table()));
        fillColumns();
        fillComparisons();
        fillChanges();
    }

    Map<String, String> all() {
        return Map.copyOf(parts);
    }

    private void fillNames(ObjectNames names) {
        OBJECTS.forEach(name -> parts.put(name, names.quoted(name)));
        TRIGGERS.forEach(name -> {
            parts.put(name, names.quoted(name));
            parts.put(name + "_trigger", names.unqualified(name));
        });
        parts.put("name", spec.table().getName());
        parts.put(
                "queue_comment",
                literal("pgstride queue of summary " + spec.table().getName()));
        parts.put("name_text", literal(spec.table().getName()));
        parts.put("refresh_lock", literal("pgstride refresh " + names.quoted("refresh")));
        parts.put("repair_lock", literal("pgstride repair " + names.quoted("refresh")));
        parts.put("summary", Declared.quoted(spec.table()));
        parts.put("source", Declared.quoted(spec.source()));
        parts.put("row", row);
        parts.put(
                "path",
                "pg_catalog, " + Identifiers.quoted(Declared.name(spec.source()).qualifier()) + ", pg_temp");
        parts.put("condition", "(" + ofRow(spec.source(), spec.condition()) + ")");
    }

    private void fillColumns() {
        String keyColumns =
                keys(key -> column(key.column()) + " " + type(key.column().getDataType()) + " not null");
        String deltas = values(
                value -> column(value.column()) + " " + type(value.column().getDataType()) + " not null");
        parts.put("columns", keyColumns + ", " + values(SummaryParts::declaration));
        parts.put("queue_columns", spec.deltas() ? keyColumns + ", " + deltas : keyColumns);
        parts.put("queue_types", parts.get("queue_columns").replace(" not null", ""));
        parts.put("keys", keys(key -> column(key.column())));
        parts.put("all_columns", join(", ", spec.columns().map(field -> column(field))));
        parts.put("queued", spec.deltas() ? parts.get("all_columns") : parts.get("keys"));
        parts.put("aggregates", values(value -> aggregate(value) + " as " + column(value.column())));
        parts.put("actual", keys(this::of) + ", " + parts.get("aggregates"));
        parts.put("positions", positions());
        parts.put("has_keys", join(" and ", spec.keys().stream().map(key -> "(" + expression(key) + ") is not null")));
    }

    private void fillComparisons() {
        for (String alias : List.of("a", "s", "f", "t", "q")) {
            parts.put(alias + "_keys", keys(key -> alias + "." + column(key.column())));
            parts.put(alias + "_columns", values(value -> alias + "." + column(value.column())));
        }
        parts.put("f_values", parts.get("f_columns"));
        parts.put("q_all", join(", ", spec.columns().map(field -> "q." + column(field))));
        parts.put(
                "matches",
                join(
                        " and ",
                        spec.keys().stream().map(key -> "(" + expression(key) + ") = t." + column(key.column()))));
        parts.put("s_is_f", join(" and ", spec.keys().stream().map(key -> both(key.column(), "s.%1$s = f.%1$s"))));
        parts.put(
                "differs",
                "(" + parts.get("s_columns") + ") is distinct from ("
                        + values(value -> both(value.column(), "excluded.%1$s")) + ")");
        parts.put("assignments", values(value -> both(value.column(), "%1$s = excluded.%1$s")));
        parts.put("additions", values(value -> both(value.column(), "%1$s = s.%1$s + f.%1$s")));
        parts.put("any_delta", join(" or ", spec.values().stream().map(value -> both(value.column(), "f.%1$s <> 0"))));
        parts.put(
                "a_minus_s",
                values(value -> both(value.column(), "(coalesce(a.%1$s, 0) - coalesce(s.%1$s, 0))::")
                        + type(value.column().getDataType()) + " as " + column(value.column())));
        parts.put(
                "summed",
                values(value -> both(value.column(), "sum(%1$s)::")
                        + type(value.column().getDataType()) + " as " + column(value.column())));
        parts.put("count", spec.count().map(value -> column(value.column())).orElse("pgstride_rows"));
    }

    /** What a statement queues, by the rows that it came with. */
    private void fillChanges() {
        parts.put("of_new", changed("pgstride_new", ""));
        parts.put("of_old", changed("pgstride_old", "-"));
        parts.put("of_all", changed(Declared.quoted(spec.source()), "-"));
        parts.put("of_both", spec.deltas() ? netDeltas() : changedKeys());
    }

    private String changed(String rows, String sign) {
        if (!spec.deltas()) {
            return "select " + keys(this::of) + where(rows) + " group by " + positions();
        }
        return nonZero("select " + keys(this::of) + ", " + signed(sign) + where(rows) + " group by " + positions());
    }

    private String nonZero(String deltas) {
        return "select * from (" + deltas + ") as f where " + parts.get("any_delta");
    }

    private String signed(String sign) {
        return values(value -> sign + aggregate(value) + " as " + column(value.column()));
    }

    private String netDeltas() {
        String both = "select " + keys(this::of) + ", " + signed("") + where("pgstride_new") + " group by "
                + positions() + " union all select " + keys(this::of) + ", " + signed("-") + where("pgstride_old")
                + " group by " + positions();
        return nonZero("select " + parts.get("keys") + ", " + parts.get("summed") + " from (" + both
                + ") as f group by " + parts.get("keys"));
    }

    /** Rows that are as they were, in all that counts, change nothing. */
    private String changedKeys() {
        Stream<String> seen = Stream.concat(
                spec.keys().stream().map(this::of), spec.values().stream().map(value -> expression(value.of())));
        String what = "select " + join(", ", seen);
        String before = what + where("pgstride_old");
        String after = what + where("pgstride_new");
        return "select " + parts.get("keys") + " from ((" + after + " except all " + before + ") union all (" + before
                + " except all " + after + ")) as f group by " + parts.get("keys");
    }

    private String where(String rows) {
        return " from " + rows + " as " + row + " where " + parts.get("condition") + " and " + parts.get("has_keys");
    }

    private String aggregate(ValueColumn value) {
        Field<?> of = value.of();
        return switch (value.aggregate()) {
            case COUNT -> "count(*)";
            case SUM -> "coalesce(sum(" + expression(of) + "), 0)";
            case MIN -> "min(" + expression(of) + ")";
            case MAX -> "max(" + expression(of) + ")";
        };
    }

    private static String declaration(ValueColumn value) {
        boolean always = switch (value.aggregate()) {
            case COUNT, SUM -> true;
            case MIN, MAX -> false;
        };
        return column(value.column()) + " " + type(value.column().getDataType()) + (always ? " not null" : "");
    }

    private String of(GroupColumn key) {
        return expression(key) + " as " + column(key.column());
    }

    private String expression(GroupColumn key) {
        return expression(key.of());
    }

    private String expression(Field<?> field) {
        return ofRow(spec.source(), field);
    }

    private String positions() {
        return join(", ", IntStream.rangeClosed(1, spec.keys().size()).mapToObj(String::valueOf));
    }

    private String keys(Function<GroupColumn, String> text) {
        return join(", ", spec.keys().stream().map(text));
    }

    private String values(Function<ValueColumn, String> text) {
        return join(", ", spec.values().stream().map(text));
    }

    private static String both(Field<?> field, String format) {
        return String.format(format, column(field));
    }

    private static String join(String by, Stream<String> texts) {
        return texts.collect(Collectors.joining(by));
    }
}
