package io.pgstride.pagination;

import java.util.List;

/**
 * A place in the plan of one statement where the work of a page can grow with the table or with the depth of the page. It holds
 * no value of the filter: literals in PostgreSQL's texts are replaced by {@code ?}.
 *
 * @param kind what is wrong
 * @param statement {@code first}, {@code last}, {@code after} or {@code before}; with the keys for which the cursor holds NULL, if any
 * @param branch the branch of its UNION ALL, 1 for the first; 0 where the statement has one only, or the plan does not tell
 * @param found the node of the plan and its condition or sort key, such as {@code Sort, Sort Key: events.created_at DESC}
 * @param mend what to do, in words
 * @param ddl the statements that mend it, to be executed one by one outside a transaction; empty where none can
 */
public record PlanProblem(Kind kind, String statement, int branch, String found, String mend, List<String> ddl) {
    /** What is wrong with a plan. */
    public enum Kind {
        /** No index serves the ordering, so that rows are sorted, filtered by a key, or all read. */
        INDEX_MISSING,
        /** An index would serve, but the planner expects more of a plan that reads many rows. */
        INDEX_NOT_CHOSEN
    }

    /**
     * Copies the list.
     *
     * @param kind what is wrong
     * @param statement which one
     * @param branch of its UNION ALL, or 0
     * @param found in its plan
     * @param mend what to do
     * @param ddl copied
     */
    public PlanProblem {
        ddl = List.copyOf(ddl);
    }

    /** Statement, branch and what was found there. */
    @Override
    public String toString() {
        return statement + (branch == 0 ? "" : ", branch " + branch) + ": " + found;
    }
}
