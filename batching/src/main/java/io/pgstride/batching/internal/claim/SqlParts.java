package io.pgstride.batching.internal.claim;

import io.pgstride.core.SqlTemplate;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/** What several statements of a claim have in common. */
final class SqlParts {
    static final String BIND = "pgstride_";
    static final String KEYS = BIND + "key_";
    static final String PLACE = BIND + "place_";
    static final String TOKEN = BIND + "token";

    private static final Table<?> LISTED = DSL.table(DSL.name(BIND + "listed"));

    private SqlParts() {}

    /** When the transaction began; an index condition, unlike the clock. */
    static Field<OffsetDateTime> now() {
        return DSL.function("now", SQLDataType.TIMESTAMPWITHTIMEZONE);
    }

    /** From when the statement runs, however long its transaction has. */
    static Field<OffsetDateTime> afterMicros(Field<Long> micros) {
        return DSL.field(
                "{0} + {1} * {2}",
                SQLDataType.TIMESTAMPWITHTIMEZONE,
                DSL.function("clock_timestamp", SQLDataType.TIMESTAMPWITHTIMEZONE),
                micros,
                DSL.sql("interval '1 microsecond'"));
    }

    static Field<OffsetDateTime> after(Duration time) {
        return afterMicros(DSL.inline(micros(time)));
    }

    static long micros(Duration time) {
        return time.toNanos() / 1_000;
    }

    /** The rows whose keys are bound. A single key needs no type, several are listed as rows. */
    static Condition isListed(ClaimSpec<?> claim) {
        List<Field<?>> keys = claim.keys();
        if (keys.size() == 1) {
            return DSL.condition("{0} = any({1})", keys.get(0), slot(KEYS + 0));
        }
        return DSL.row(keys).in(DSL.select(listedKeys(claim)).from(listed(claim, List.of(), List.of())));
    }

    /** Keys and what goes with each of them, as rows. */
    static Table<?> listed(ClaimSpec<?> claim, List<Field<?>> arrays, List<String> names) {
        List<Field<?>> all = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < claim.keys().size(); i++) {
            all.add(slot(KEYS + i).cast(claim.keys().get(i).getDataType().getArrayDataType()));
            columns.add("key_" + i);
        }
        all.addAll(arrays);
        columns.addAll(names);
        return DSL.table("unnest({0})", DSL.list(all)).as(LISTED.getName(), columns.toArray(String[]::new));
    }

    /** A bound array of what goes with each key. */
    static Field<?> array(String name, org.jooq.DataType<?> type) {
        return slot(BIND + name).cast(type.getArrayDataType());
    }

    static <T> Field<T> listedColumn(String name, org.jooq.DataType<T> type) {
        return DSL.field(DSL.name(LISTED.getName(), name), type);
    }

    static List<Field<?>> listedKeys(ClaimSpec<?> claim) {
        List<Field<?>> listed = new ArrayList<>();
        for (int i = 0; i < claim.keys().size(); i++) {
            listed.add(listedColumn("key_" + i, claim.keys().get(i).getDataType()));
        }
        return listed;
    }

    /** Each key equal to its counterpart. */
    static Condition equal(List<Field<?>> keys, List<Field<?>> others) {
        Condition equal = DSL.noCondition();
        for (int i = 0; i < keys.size(); i++) {
            equal = equal.and(equal(keys.get(i), others.get(i)));
        }
        return equal;
    }

    @SuppressWarnings("unchecked") // of one type
    private static <T> Condition equal(Field<T> key, Field<?> other) {
        return key.eq((Field<T>) other);
    }

    /** Whether the lease is ours. */
    static Condition isOurs(ClaimSpec.LeaseColumns lease) {
        return lease.token().eq(token());
    }

    static Field<UUID> token() {
        return SqlTemplate.slot(TOKEN, SQLDataType.UUID);
    }

    /** Of a value whose type is the server's to find. */
    static Field<?> slot(String name) {
        return SqlTemplate.slot(name, SQLDataType.OTHER);
    }

    /** Constants written into the text, and an end to the lease if there is one. */
    static Map<Field<?>, Object> set(
            Map<Field<?>, @Nullable Object> constants, ClaimSpec.@Nullable LeaseColumns lease) {
        Map<Field<?>, Object> set = new LinkedHashMap<>();
        constants.forEach((field, value) -> set.put(field, DSL.inline(value, field)));
        if (lease != null) {
            set.put(lease.until(), DSL.inline((Object) null, lease.until()));
            set.put(lease.token(), DSL.inline((Object) null, lease.token()));
        }
        return set;
    }
}
