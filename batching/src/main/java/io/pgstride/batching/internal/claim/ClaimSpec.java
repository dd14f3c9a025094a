package io.pgstride.batching.internal.claim;

import io.pgstride.batching.InvalidClaimException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What a claim says. Immutable; what contradicts itself at once is refused by each method, what is missing by {@link ClaimRules}.
 *
 * @param order as given; the key is not in it unless it was named
 */
public record ClaimSpec<R extends Record>(
        Table<R> table,
        List<Field<?>> keys,
        Condition where,
        List<Field<?>> order,
        @Nullable Field<? extends Number> priority,
        @Nullable Field<OffsetDateTime> dueAt,
        @Nullable LeaseColumns lease,
        @Nullable Field<Integer> attempts,
        @Nullable Field<String> lastError,
        Ends ends) {

    /** The columns of a lease. */
    public record LeaseColumns(Field<OffsetDateTime> until, Field<UUID> token) {}

    /** All rows of a table. */
    public static <R extends Record> ClaimSpec<R> from(Table<R> table) {
        return new ClaimSpec<>(
                table, List.of(), DSL.noCondition(), List.of(), null, null, null, null, null, Ends.none());
    }

    /** With a key. */
    public ClaimSpec<R> key(List<Field<?>> fields) {
        refuseSecond(keys.isEmpty() ? null : keys, "key");
        return new ClaimSpec<>(
                table, List.copyOf(fields), where, order, priority, dueAt, lease, attempts, lastError, ends);
    }

    /** With one more condition. */
    public ClaimSpec<R> where(Condition condition) {
        return new ClaimSpec<>(
                table, keys, where.and(condition), order, priority, dueAt, lease, attempts, lastError, ends);
    }

    /** With an order. */
    public ClaimSpec<R> order(List<Field<?>> fields) {
        refuseSecond(order.isEmpty() ? null : order, "order");
        return new ClaimSpec<>(table, keys, where, fields, priority, dueAt, lease, attempts, lastError, ends);
    }

    /** With a priority. */
    public ClaimSpec<R> priority(Field<? extends Number> field) {
        refuseSecond(priority, "priority");
        return new ClaimSpec<>(table, keys, where, order, field, dueAt, lease, attempts, lastError, ends);
    }

    /** With a time. */
    public ClaimSpec<R> dueAt(Field<OffsetDateTime> field) {
        refuseSecond(dueAt, "dueAt");
        return new ClaimSpec<>(table, keys, where, order, priority, field, lease, attempts, lastError, ends);
    }

    /** With a lease. */
    public ClaimSpec<R> lease(Field<OffsetDateTime> until, Field<UUID> token) {
        refuseSecond(lease, "lease");
        LeaseColumns columns = new LeaseColumns(until, token);
        return new ClaimSpec<>(table, keys, where, order, priority, dueAt, columns, attempts, lastError, ends);
    }

    /** With a count. */
    public ClaimSpec<R> attempts(Field<Integer> field) {
        refuseSecond(attempts, "attempts");
        return new ClaimSpec<>(table, keys, where, order, priority, dueAt, lease, field, lastError, ends);
    }

    /** With an error's text. */
    public ClaimSpec<R> lastError(Field<String> field) {
        refuseSecond(lastError, "lastError");
        return new ClaimSpec<>(table, keys, where, order, priority, dueAt, lease, attempts, field, ends);
    }

    /** With other ends. */
    public ClaimSpec<R> ends(Ends other) {
        return new ClaimSpec<>(table, keys, where, order, priority, dueAt, lease, attempts, lastError, other);
    }

    /** The order that makes each row's place unique. */
    public List<Field<?>> fullOrder() {
        List<Field<?>> full = new ArrayList<>(order);
        keys.stream().filter(key -> !full.contains(key)).forEach(full::add);
        return full;
    }

    /** The table's name with its schema. */
    String tableName() {
        return String.join(".", table.getQualifiedName().getName());
    }

    InvalidClaimException broken(String what) {
        return new InvalidClaimException("the claim of " + tableName() + " " + what);
    }

    private void refuseSecond(@Nullable Object first, String what) {
        if (first != null) {
            throw broken("has " + what + " twice; give it once");
        }
    }

    @Override
    public String toString() {
        return "Claim[" + tableName() + ", key " + names(keys) + ", order " + names(fullOrder()) + "]";
    }

    private static String names(List<Field<?>> fields) {
        return fields.stream().map(Named::getName).collect(Collectors.joining(", ", "(", ")"));
    }
}
