package io.pgstride.batching.internal.claim;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DeleteConditionStep;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.UpdateConditionStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The statements that say what became of listed rows. Under a lease they change only rows that carry its token, and return the keys of those.
 */
final class OutcomeSql {
    static final String PAUSES = "pauses";
    static final String COUNTED = "counted";
    static final String ERRORS = "errors";

    private final ClaimSpec<?> claim;
    private final ClaimSpec.@Nullable LeaseColumns lease;

    OutcomeSql(ClaimSpec<?> claim, boolean leased) {
        this.claim = claim;
        this.lease = leased ? claim.lease() : null;
    }

    Query done() {
        if (claim.ends().delete()) {
            return returning(DSL.deleteFrom(claim.table()).where(listed()));
        }
        return returning(DSL.update(claim.table())
                .set(SqlParts.set(claim.ends().done(), lease))
                .where(listed()));
    }

    /** With a pause, a count and an error for each row; without a column for the pause, only counted. */
    Query putOff(@Nullable Field<OffsetDateTime> until) {
        Map<Field<?>, Object> set = SqlParts.set(Map.of(), lease);
        if (until != null) {
            set.put(until, SqlParts.afterMicros(SqlParts.listedColumn(PAUSES, SQLDataType.BIGINT)));
        }
        return each(set);
    }

    /** With a count and an error for each row. */
    Query dead() {
        return each(SqlParts.set(claim.ends().dead(), lease));
    }

    /** From now on for the time of a lease. */
    Query prolong(ClaimSpec.LeaseColumns columns, Duration time) {
        return returning(DSL.update(claim.table())
                .set(columns.until(), SqlParts.after(time))
                .where(listed()));
    }

    /** As if the rows had not been claimed. */
    Query giveBack() {
        Map<Field<?>, Object> set = SqlParts.set(Map.of(), lease);
        if (claim.attempts() != null) {
            set.put(claim.attempts(), claim.attempts().minus(DSL.inline(1)));
        }
        return returning(DSL.update(claim.table()).set(set).where(listed()));
    }

    private Query each(Map<Field<?>, Object> set) {
        Map<Field<?>, Object> all = new LinkedHashMap<>(set);
        if (claim.attempts() != null) {
            all.put(
                    claim.attempts(),
                    DSL.coalesce(claim.attempts(), DSL.inline(0))
                            .plus(SqlParts.listedColumn(COUNTED, SQLDataType.INTEGER)));
        }
        if (claim.lastError() != null) {
            all.put(claim.lastError(), SqlParts.listedColumn(ERRORS, SQLDataType.CLOB));
        }
        List<Field<?>> arrays = List.of(
                SqlParts.array(PAUSES, SQLDataType.BIGINT),
                SqlParts.array(COUNTED, SQLDataType.INTEGER),
                SqlParts.array(ERRORS, SQLDataType.CLOB));
        Condition same = SqlParts.equal(claim.keys(), SqlParts.listedKeys(claim));
        return returning(DSL.update(claim.table())
                .set(all)
                .from(SqlParts.listed(claim, arrays, List.of(PAUSES, COUNTED, ERRORS)))
                .where(lease == null ? same : same.and(SqlParts.isOurs(lease))));
    }

    private Condition listed() {
        Condition listed = SqlParts.isListed(claim);
        return lease == null ? listed : listed.and(SqlParts.isOurs(lease));
    }

    private Query returning(UpdateConditionStep<?> update) {
        return lease == null ? update : update.returning(claim.keys());
    }

    private Query returning(DeleteConditionStep<?> delete) {
        return lease == null ? delete : delete.returning(claim.keys());
    }
}
