package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshKind;
import io.pgstride.aggregation.view.RefreshMode;
import io.pgstride.aggregation.view.RefreshRefusedException;
import io.pgstride.aggregation.view.RefreshRefusedException.Reason;
import java.util.List;

/**
 * A view as it is before a refresh.
 *
 * @param indexed whether CONCURRENTLY has a unique index to use
 * @param permitted whether the role may refresh it
 * @param useless unique indexes that CONCURRENTLY cannot use, and why
 */
record Target(ViewId id, boolean populated, boolean indexed, boolean permitted, List<String> useless) {
    /** Refuses what the server would, and what the mode does not want. */
    RefreshKind kind(RefreshMode mode) {
        requirePermission();
        if (!populated || mode == RefreshMode.PLAIN) {
            return RefreshKind.PLAIN;
        }
        if (!indexed && mode == RefreshMode.CONCURRENTLY_REQUIRED) {
            throw new RefreshRefusedException(
                    Reason.NO_USABLE_INDEX,
                    id.sql(),
                    "has no unique index that CONCURRENTLY can use" + why()
                            + "; create one over columns that tell its rows apart, without WHERE, or choose another RefreshMode");
        }
        return indexed ? RefreshKind.CONCURRENT : RefreshKind.PLAIN;
    }

    private String why() {
        return useless.isEmpty() ? "" : " (" + String.join(", ", useless) + ")";
    }

    void requirePermission() {
        if (!permitted) {
            throw new RefreshRefusedException(
                    Reason.NOT_PERMITTED,
                    id.sql(),
                    "is not this role's to refresh; connect as its owner or a member of that role, or, from PostgreSQL 17 on, GRANT MAINTAIN on it");
        }
    }
}
