package io.pgstride.batching.internal.health;

import static org.jooq.impl.DSL.currentOffsetDateTime;

import io.pgstride.batching.internal.claim.ClaimSpec;
import io.pgstride.batching.internal.job.Jobs;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/**
 * A table as a queue: what is pending in it, in which order.
 *
 * @param pending without the time and without leases, so that it can be the predicate of an index
 * @param index the columns of the index that serves the claim, as SQL
 * @param since a column that says since when a row is pending; null where none is known
 * @param dead null where no dead rows are told apart
 */
public record Queue(
        Table<?> table,
        Condition pending,
        Condition claimable,
        List<OrderField<?>> order,
        List<String> index,
        @Nullable Field<OffsetDateTime> since,
        @Nullable Condition dead) {

    /** Of a claim. */
    public static Queue of(ClaimSpec<?> claim) {
        List<OrderField<?>> order = new ArrayList<>();
        List<String> index = new ArrayList<>();
        if (claim.priority() != null) {
            order.add(claim.priority().desc().nullsLast());
            index.add(column(claim.priority()) + " DESC NULLS LAST");
        }
        for (Field<?> field : claim.fullOrder()) {
            order.add(field);
            index.add(column(field));
        }
        return new Queue(claim.table(), claim.where(), claimable(claim), order, index, since(claim), dead(claim));
    }

    /** Of the job table, all queues together. */
    public static Queue ofJobs(Jobs jobs) {
        Condition claimable = jobs.isPending()
                .and(jobs.runAt().le(currentOffsetDateTime()))
                .and(jobs.lockedUntil().isNull().or(jobs.lockedUntil().le(currentOffsetDateTime())));
        List<Field<?>> order = List.of(jobs.queue(), jobs.runAt(), jobs.id());
        return new Queue(
                jobs,
                jobs.isPending(),
                claimable,
                List.copyOf(order),
                order.stream().map(Queue::column).toList(),
                jobs.runAt(),
                jobs.isDead());
    }

    private static Condition claimable(ClaimSpec<?> claim) {
        Condition all = claim.where();
        Field<OffsetDateTime> due = claim.dueAt();
        ClaimSpec.LeaseColumns lease = claim.lease();
        all = due == null ? all : all.and(due.le(currentOffsetDateTime()));
        return lease == null
                ? all
                : all.and(lease.until().isNull().or(lease.until().le(currentOffsetDateTime())));
    }

    private static @Nullable Field<OffsetDateTime> since(ClaimSpec<?> claim) {
        if (claim.dueAt() != null) {
            return claim.dueAt();
        }
        Field<?> first = claim.fullOrder().get(0);
        return first.getType() == OffsetDateTime.class ? first.coerce(OffsetDateTime.class) : null;
    }

    private static @Nullable Condition dead(ClaimSpec<?> claim) {
        Map<Field<?>, @Nullable Object> ends = claim.ends().dead();
        return ends.isEmpty()
                ? null
                : DSL.and(ends.entrySet().stream()
                        .map(end -> is(end.getKey(), end.getValue()))
                        .toList());
    }

    @SuppressWarnings("unchecked") // the value was given for the field
    private static <T> Condition is(Field<T> field, @Nullable Object value) {
        return field.isNotDistinctFrom(DSL.inline((T) value, field.getDataType()));
    }

    private static String column(Field<?> field) {
        return DSL.using(SQLDialect.POSTGRES).render(DSL.field(field.getUnqualifiedName()));
    }

    /** The table's own name as SQL, also where the claim has an alias for it. */
    String tableSql(DSLContext dsl) {
        return dsl.render(base());
    }

    /** What is pending, as the predicate of an index. */
    String predicateSql(DSLContext dsl) {
        VisitListener bare = VisitListener.onVisitStart(visit -> {
            if (visit.queryPart() instanceof Field<?> column
                    && column.getQualifiedName().qualified()) {
                visit.queryPart(DSL.field(column.getUnqualifiedName()));
            }
        });
        return DSL.using(dsl.configuration().derive(bare)).renderInlined(pending);
    }

    private Table<?> base() {
        return table instanceof QOM.Aliasable<?> aliasable && aliasable.$aliased() instanceof Table<?> own
                ? own
                : table;
    }

    /** Whether the index is to be a partial one. */
    boolean isFiltered() {
        return !(pending instanceof QOM.True) && !pending.equals(DSL.noCondition());
    }

    /** With its schema, where that is known. */
    public String name() {
        return String.join(".", base().getQualifiedName().getName());
    }
}
