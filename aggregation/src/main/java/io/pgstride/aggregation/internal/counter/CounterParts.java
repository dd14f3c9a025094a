package io.pgstride.aggregation.internal.counter;

import static io.pgstride.aggregation.internal.upkeep.Rendering.column;
import static io.pgstride.aggregation.internal.upkeep.Rendering.literal;
import static io.pgstride.aggregation.internal.upkeep.Rendering.ofRow;
import static io.pgstride.aggregation.internal.upkeep.Rendering.rowAlias;
import static io.pgstride.aggregation.internal.upkeep.Rendering.type;

import io.pgstride.aggregation.counter.CounterStorage;
import io.pgstride.aggregation.internal.upkeep.Declared;
import io.pgstride.aggregation.internal.upkeep.ObjectNames;
import io.pgstride.aggregation.internal.upkeep.Pending;
import io.pgstride.aggregation.internal.upkeep.SqlFile;
import io.pgstride.core.Identifiers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.impl.DSL;

/** What fills the places in a counter's statements. */
final class CounterParts {
    private static final List<String> FUNCTIONS =
            List.of("apply", "apply_slot", "exact", "add", "measure", "repair", "roll_up", "slot", "ledger");
    private static final List<String> TRIGGERS = List.of(
            "inserted", "deleted", "updated", "truncated", "parent_deleted", "parent_rekeyed", "parent_truncated");

    private final CounterSpec spec;
    private final ObjectNames names;
    private final Map<String, String> fixed = new HashMap<>();

    CounterParts(CounterSpec spec) {
        this.spec = spec;
        this.names = spec.names();
        fillNames();
        fillTables();
    }

    Name schema() {
        return DSL.quotedName(names.schema());
    }

    /** Those that no storage changes. */
    Map<String, String> fixed() {
        return Map.copyOf(fixed);
    }

    Map<String, String> with(CounterStorage storage, Collection<Side> read) {
        Map<String, String> all = new HashMap<>(fixed);
        all.put("slots", storage instanceof CounterStorage.Slots slots ? String.valueOf(slots.count()) : "1");
        all.put("stored", stored(read));
        all.put("collect", storage instanceof CounterStorage.Ledger ? toLedger() : toPending(storage));
        all.put("has_parent", hasParent(storage));
        all.put("forget", each(read, "forget"));
        all.put("forget_all", each(read, "forget-all"));
        all.put("forget_one", each(read, "forget-one"));
        all.put("fold", each(read, "fold"));
        return all;
    }

    private void fillNames() {
        FUNCTIONS.forEach(name -> fixed.put(name, names.quoted(name)));
        TRIGGERS.forEach(name -> {
            fixed.put(name, names.quoted(name));
            fixed.put(name + "_trigger", names.unqualified(name));
        });
        fixed.put("ledger_index", names.unqualified("ledger_k"));
        fixed.put("name", spec.name());
        fixed.put("ledger_comment", literal("pgstride ledger of counter " + spec.name()));
        fixed.put("name_text", literal(spec.name()));
        fixed.put("apply_text", literal(names.quoted("apply")));
        fixed.put("apply_slot_text", literal(names.quoted("apply_slot")));
        fixed.put("applies", fixed.get("apply_text") + ", " + fixed.get("apply_slot_text"));
        fixed.put("repair_lock", literal("pgstride repair " + names.quoted("apply")));
        fixed.put("roll_up_lock", literal("pgstride roll-up " + names.quoted("apply")));
        fixed.put("pending", new Pending(schema()).table());
    }

    private void fillTables() {
        String parent = Declared.quoted(spec.parent());
        fixed.put("parent", parent);
        fixed.put("target_text", literal(parent));
        fixed.put("key", column(spec.key()));
        fixed.put("column", column(spec.column()));
        fixed.put("key_type", type(spec.childKey().getDataType()));
        fixed.put("number_type", type(spec.column().getDataType()));
        fixed.put("child", Declared.quoted(spec.child()));
        fixed.put("child_key", rowAlias(spec.child()) + "." + column(spec.childKey()));
        fixed.put("row", rowAlias(spec.child()));
        fixed.put("condition", "(" + ofRow(spec.child(), spec.condition()) + ")");
        fixed.put("value", value());
        fixed.put("lock_parents", SqlFile.filled("counter/lock-parents.sql", fixed));
        String childSchema = Identifiers.quoted(Declared.name(spec.child()).qualifier());
        fixed.put("path", "pg_catalog, " + childSchema + ", pg_temp");
    }

    private String value() {
        Field<? extends Number> summed = spec.summed();
        return summed == null ? "count(*)" : "coalesce(sum(" + ofRow(spec.child(), summed) + "), 0)";
    }

    private String stored(Collection<Side> read) {
        String column = "t." + column(spec.column());
        String sum = read.stream()
                .sorted()
                .map(side -> " + coalesce((select sum(s.v) from " + names.quoted(side.suffix()) + " as s where s.k = t."
                        + column(spec.key()) + "), 0)")
                .collect(Collectors.joining("", column, ""));
        return read.isEmpty() ? column : "(" + sum + ")::" + fixed.get("number_type");
    }

    /** With the table that will be locked, and with the function of now, whatever the storage is when it is applied. */
    private String toPending(CounterStorage storage) {
        boolean toSlots = storage instanceof CounterStorage.Slots;
        String target = toSlots ? literal(names.quoted(Side.SLOT.suffix())) : fixed.get("target_text");
        String apply = fixed.get(toSlots ? "apply_slot_text" : "apply_text");
        return "insert into " + fixed.get("pending") + " (first, target, apply, k, v)\n"
                + "    select row_number() over () = 1, " + target + ", " + apply
                + ", g.k::text, g.v from";
    }

    private String toLedger() {
        return "insert into " + names.quoted("ledger") + " (k, v)\n    select g.k, g.v from";
    }

    private String hasParent(CounterStorage storage) {
        String waiting = storage instanceof CounterStorage.Ledger
                ? names.quoted("ledger") + " as p where p.k = g.k"
                : fixed.get("pending") + " as p where p.xid = pg_current_xact_id() and p.apply in ("
                        + fixed.get("applies") + ") and p.k = g.k::text";
        return "(exists (select from " + fixed.get("parent") + " as t where t." + fixed.get("key")
                + " = g.k)\n        or exists (select from " + waiting + "))";
    }

    /** A file's statements for each side table. */
    private String each(Collection<Side> read, String file) {
        return read.stream()
                .sorted()
                .map(side -> SqlFile.filled("counter/" + file + "-" + side.suffix() + ".sql", fixed))
                .collect(Collectors.joining("\n    "));
    }
}
