package io.pgstride.batching.internal.claim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.QOM;

/** What a claim must have before it is used. */
final class ClaimRules {
    private ClaimRules() {}

    static void check(ClaimSpec<?> claim, boolean leased) {
        Table<?> table = claim.table() instanceof QOM.TableAlias<?> alias ? alias.$aliased() : claim.table();
        if (table instanceof QOM.JoinTable<?, ?> || table instanceof QOM.DerivedTable<?>) {
            throw claim.broken("is not over one table; only a table's own rows can be locked and set");
        }
        if (claim.keys().isEmpty()) {
            throw claim.broken("has no key; give the columns of a unique key by key(…)");
        }
        checkLease(claim, leased);
        List<Field<?>> own = own(claim);
        for (Field<?> field : own) {
            refuseTwoMeanings(claim, own, field);
        }
        requireReadable(claim);
    }

    private static void checkLease(ClaimSpec<?> claim, boolean leased) {
        if (!leased) {
            return;
        }
        if (claim.lease() == null) {
            throw claim.broken("has no columns of a lease, which leased mode needs; give them by lease(until, token)");
        }
        if (claim.ends().byHandler()) {
            throw claim.broken(
                    "does not say what to do with done rows, which leased mode needs; give done(…) or deleteDone()");
        }
    }

    /** Columns that only pgstride sets. */
    private static List<Field<?>> own(ClaimSpec<?> claim) {
        List<Field<?>> own = new ArrayList<>();
        ClaimSpec.LeaseColumns lease = claim.lease();
        if (lease != null) {
            own.addAll(List.of(lease.until(), lease.token()));
        }
        for (Field<?> field : Arrays.<Field<?>>asList(claim.attempts(), claim.lastError())) {
            if (field != null) {
                own.add(field);
            }
        }
        return own;
    }

    private static void refuseTwoMeanings(ClaimSpec<?> claim, List<Field<?>> own, Field<?> field) {
        if (own.indexOf(field) != own.lastIndexOf(field) || field.equals(claim.dueAt())) {
            throw claim.broken("uses " + field.getName() + " for two purposes; give each its own column");
        }
        if (claim.fullOrder().contains(field)) {
            throw claim.broken(
                    "is ordered by " + field.getName() + ", which every claim changes; order by another column");
        }
        if (claim.ends().done().containsKey(field) || claim.ends().dead().containsKey(field)) {
            throw claim.broken("sets " + field.getName() + " at a row's end, which is set for it; leave it out");
        }
    }

    /** Where the table's columns are known, those whose values are needed must be among them. */
    private static void requireReadable(ClaimSpec<? extends Record> claim) {
        if (claim.table().fields().length == 0) {
            return;
        }
        List<Field<?>> read = claim.fullOrder();
        if (claim.attempts() != null) {
            read.add(claim.attempts());
        }
        for (Field<?> field : read) {
            if (claim.table().field(field) == null) {
                throw claim.broken("reads " + field.getName()
                        + ", which is no column of the table as jOOQ knows it; use one of its columns");
            }
        }
    }
}
