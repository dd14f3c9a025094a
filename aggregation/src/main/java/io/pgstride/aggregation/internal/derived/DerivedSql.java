package io.pgstride.aggregation.internal.derived;

import static io.pgstride.aggregation.internal.upkeep.Rendering.column;
import static io.pgstride.aggregation.internal.upkeep.Rendering.literal;
import static io.pgstride.aggregation.internal.upkeep.Rendering.ofRow;
import static io.pgstride.aggregation.internal.upkeep.Rendering.rowAlias;
import static io.pgstride.aggregation.internal.upkeep.Rendering.type;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.internal.derived.DerivedSpec.Kind;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import io.pgstride.aggregation.internal.upkeep.Pending;
import io.pgstride.aggregation.internal.upkeep.SqlFile;
import io.pgstride.aggregation.internal.upkeep.Version;
import io.pgstride.core.Identifiers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.impl.DSL;

/** The statements of a derived column. */
public final class DerivedSql {
    private static final List<String> FUNCTIONS = List.of("apply", "measure", "repair", "touch");
    private static final List<String> TRIGGERS =
            List.of("inserted", "deleted", "updated", "truncated", "taken", "parent_updated");

    private final DerivedSpec spec;
    private final Pending pending;
    private final Map<String, String> parts = new HashMap<>();

    /** Of one column. */
    public DerivedSql(DerivedSpec spec) {
        this.spec = spec;
        this.pending = new Pending(DSL.quotedName(Declared.name(spec.parent()).first()));
        fillNames(spec.names());
        fillTables();
    }

    private boolean isCopy() {
        return spec.kind() == Kind.COPY;
    }

    private void fillNames(ObjectNames names) {
        FUNCTIONS.forEach(name -> parts.put(name, names.quoted(name)));
        TRIGGERS.forEach(name -> {
            parts.put(name, names.quoted(name));
            parts.put(name + "_trigger", names.unqualified(name));
        });
        parts.put("name", spec.name());
        parts.put("name_text", literal(spec.name()));
        parts.put("apply_text", literal(names.quoted("apply")));
        parts.put("pending", pending.table());
        parts.put("target_text", literal(Declared.quoted(spec.parent())));
        parts.put(
                "collect",
                "insert into " + pending.table()
                        + " (first, target, apply, k, v)\n    select row_number() over () = 1, "
                        + parts.get("target_text") + ", " + parts.get("apply_text") + ", g.k::text, 1 from");
    }

    private void fillTables() {
        parts.put("table", Declared.quoted(spec.table()));
        parts.put("column", column(spec.column()));
        parts.put("type", type(spec.column().getDataType()));
        parts.put("parent", Declared.quoted(spec.parent()));
        parts.put("key", column(spec.key()));
        parts.put("key_type", type(spec.childKey().getDataType()));
        parts.put("walked_type", type(spec.walked().getDataType()));
        parts.put("child", Declared.quoted(spec.child()));
        parts.put("row", rowAlias(spec.child()));
        parts.put("condition", "(" + ofRow(spec.child(), spec.condition()) + ")");
        String schema = Identifiers.quoted(Declared.name(spec.child()).qualifier());
        parts.put("path", "pg_catalog, " + schema + ", pg_temp");
        if (isCopy()) {
            parts.put("child_key", column(spec.childKey()));
            parts.put("child_id", column(spec.childId()));
            parts.put("child_id_type", type(spec.childId().getDataType()));
            parts.put("value", column(spec.of()));
        } else {
            parts.put("child_key", parts.get("row") + "." + column(spec.childKey()));
            parts.put("of", ofRow(spec.child(), spec.of()));
            String aggregate = spec.kind().name().toLowerCase(Locale.ROOT) + "(" + parts.get("of") + ")";
            parts.put("value", spec.kind() == Kind.AVG ? aggregate + "::" + parts.get("type") : aggregate);
        }
    }

    /** For a database that has nothing of it, or the same. */
    public GeneratedDdl ddl() {
        String kind = isCopy() ? "copy" : "aggregate";
        List<String> scripts =
                new ArrayList<>(List.of(filled("head"), pending.ddl(), filled(kind), filled("functions")));
        if (spec.byTriggers()) {
            scripts.add(filled(kind + "-triggers"));
        }
        String create = String.join("\n\n", scripts);
        String version = Version.of(create);
        parts.put("comment", literal("pgstride derived column " + version));
        return new GeneratedDdl(
                spec.name(), version, create + "\n\n" + filled("comment") + "\n", filled("drop") + "\n");
    }

    private String filled(String file) {
        return SqlFile.filled("derived/" + file + ".sql", parts);
    }
}
