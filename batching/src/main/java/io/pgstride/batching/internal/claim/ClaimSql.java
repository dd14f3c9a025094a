package io.pgstride.batching.internal.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SelectForUpdateStep;
import org.jooq.SelectSeekStepN;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The statements that take rows.
 *
 * <ul>
 *   <li>Constants of the condition and the limit are literals. Were they bound, a generic plan could not prove a partial index, and would take the
 *       limit for a tenth of all rows.
 *   <li>The lock is FOR NO KEY UPDATE, which foreign keys to the row do not wait for; FOR UPDATE where rows will be deleted.
 *   <li>The rows of a lease are chosen in a materialized WITH: as a subquery of IN, PostgreSQL (15 to 18) may run it once per row of a nested
 *       loop, each time with other rows, as those before are locked.
 *   <li>RETURNING has no order, so the rows of a lease are sorted around it, by the server and its collations.
 *   <li>The hint is {@code >=}, not {@code >}: a row at the very place may be pending again.
 * </ul>
 */
final class ClaimSql<R extends Record> {
    private static final String CHOSEN = SqlParts.BIND + "chosen";
    private static final String TAKEN = SqlParts.BIND + "taken";

    private final ClaimSpec<R> claim;
    private final @Nullable Duration lease;

    ClaimSql(ClaimSpec<R> claim, @Nullable Duration lease) {
        this.claim = claim;
        this.lease = lease;
    }

    Query claim(int most, boolean hinted) {
        Condition condition = hinted ? pending().and(fromPlace()) : pending();
        return claim.lease() == null || lease == null
                ? locked(columns(), condition, most)
                : leased(claim.lease(), lease, condition, most);
    }

    /** A claim of what pgstride itself reads. */
    Query essentials(int most, boolean hinted) {
        return locked(essentials(), hinted ? pending().and(fromPlace()) : pending(), most);
    }

    /** The same of the rows under a token, which an index for pending rows finds. */
    Query essentialsOfLease() {
        return DSL.select(essentials())
                .from(claim.table())
                .where(condition())
                .and(SqlParts.isOurs(Objects.requireNonNull(claim.lease())))
                .orderBy(order());
    }

    /** Key and attempts; of the order nothing, which only the server needs to know. */
    List<Field<?>> essentials() {
        List<Field<?>> essentials = new ArrayList<>(claim.keys());
        if (claim.attempts() != null) {
            essentials.add(claim.attempts());
        }
        return essentials;
    }

    /** Listed rows, whatever they are. */
    Query listed() {
        return DSL.select(columns()).from(claim.table()).where(SqlParts.isListed(claim));
    }

    /** Those of listed rows that are still pending, locked by this transaction. */
    Query again() {
        return locked(columns(), SqlParts.isListed(claim).and(pending()), null);
    }

    /** How many of listed rows another claim could take at once. */
    Query stillPending() {
        return DSL.select(DSL.count())
                .from(claim.table())
                .where(SqlParts.isListed(claim))
                .and(pending());
    }

    private Select<?> locked(
            List<? extends SelectFieldOrAsterisk> columns, Condition condition, @Nullable Integer most) {
        SelectSeekStepN<?> ordered =
                DSL.select(columns).from(claim.table()).where(condition).orderBy(order());
        SelectForUpdateStep<?> limited = most == null ? ordered : ordered.limit(DSL.inline((long) most));
        return claim.ends().delete()
                ? limited.forUpdate().skipLocked()
                : limited.forNoKeyUpdate().skipLocked();
    }

    private Query leased(ClaimSpec.LeaseColumns columns, Duration time, Condition condition, int most) {
        List<Field<?>> chosenKeys = new ArrayList<>();
        List<Field<?>> aliased = new ArrayList<>();
        for (int i = 0; i < claim.keys().size(); i++) {
            Field<?> key = claim.keys().get(i);
            aliased.add(key.as("key_" + i));
            chosenKeys.add(DSL.field(DSL.name(CHOSEN, "key_" + i), key.getDataType()));
        }
        CommonTableExpression<?> chosen = DSL.name(CHOSEN).asMaterialized(locked(aliased, condition, most));
        Map<Field<?>, Object> set = new LinkedHashMap<>();
        set.put(columns.until(), SqlParts.after(time));
        set.put(columns.token(), SqlParts.token());
        if (claim.attempts() != null) {
            set.put(
                    claim.attempts(),
                    DSL.coalesce(claim.attempts(), DSL.inline(0)).plus(DSL.inline(1)));
        }
        CommonTableExpression<?> taken = DSL.name(TAKEN)
                .as(DSL.update(claim.table())
                        .set(set)
                        .from(chosen)
                        .where(SqlParts.equal(claim.keys(), chosenKeys))
                        .returning(columns()));
        return DSL.with(chosen)
                .with(taken)
                .select(columnsOf(TAKEN))
                .from(taken)
                .orderBy(order().stream().map(sort -> of(TAKEN, sort)).toList());
    }

    /** Where there are leases, also in transactional mode: both may work on one table. */
    private Condition pending() {
        Condition pending = condition();
        if (claim.dueAt() != null) {
            pending = pending.and(claim.dueAt().le(SqlParts.now()));
        }
        if (claim.lease() == null) {
            return pending;
        }
        return pending.and(
                claim.lease().until().isNull().or(claim.lease().until().le(SqlParts.now())));
    }

    private Condition condition() {
        return claim.where().equals(DSL.noCondition()) ? DSL.noCondition() : DSL.inlined(claim.where());
    }

    private Condition fromPlace() {
        List<Field<?>> order = claim.fullOrder();
        List<Field<?>> place = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            place.add(SqlParts.slot(SqlParts.PLACE + i));
        }
        return DSL.condition("({0}) >= ({1})", DSL.list(order), DSL.list(place));
    }

    private List<SortField<?>> order() {
        Stream<SortField<?>> first = claim.priority() == null
                ? Stream.empty()
                : Stream.of(claim.priority().desc().nullsLast());
        return Stream.concat(first, claim.fullOrder().stream().<SortField<?>>map(Field::asc))
                .toList();
    }

    private static SortField<?> of(String table, SortField<?> sort) {
        Field<?> column = DSL.field(DSL.name(table, sort.getName()));
        return sort.getOrder() == org.jooq.SortOrder.DESC ? column.desc().nullsLast() : column.asc();
    }

    private List<SelectFieldOrAsterisk> columns() {
        Table<R> table = claim.table();
        return table.fields().length == 0 ? List.of(table.asterisk()) : List.of(table.fields());
    }

    private List<SelectFieldOrAsterisk> columnsOf(String name) {
        if (claim.table().fields().length == 0) {
            return List.of(DSL.asterisk());
        }
        return Stream.of(claim.table().fields())
                .<SelectFieldOrAsterisk>map(field -> named(name, field.getName(), field.getDataType()))
                .toList();
    }

    private static <T> Field<T> named(String table, String column, DataType<T> type) {
        return DSL.field(DSL.name(table, column), type);
    }
}
