package io.pgstride.batching.backfill;

import io.pgstride.core.plan.QueryPlan;
import java.util.List;
import java.util.Optional;

/**
 * What a backfill would do, from {@link Backfill#dryRun()}. An immutable value.
 *
 * @param name of the backfill
 * @param statement the SQL of a batch, with {@code ?} for values
 * @param plan how PostgreSQL would run it, for the first batch of the adaptive size; empty for an empty table
 * @param boundaryPlan how PostgreSQL would find the end of that batch; empty for an empty table
 * @param estimatedRows how many rows there are to walk over, as the planner estimates
 * @param firstKey the key of the first row as text, column by column; empty for an empty table
 * @param lastKey the key at which the walk would end
 */
public record BackfillPlan(
        String name,
        String statement,
        Optional<QueryPlan> plan,
        Optional<QueryPlan> boundaryPlan,
        long estimatedRows,
        List<String> firstKey,
        List<String> lastKey) {
    /**
     * Copies.
     *
     * @param name as above
     * @param statement as above
     * @param plan as above
     * @param boundaryPlan as above
     * @param estimatedRows as above
     * @param firstKey as above
     * @param lastKey as above
     */
    public BackfillPlan {
        firstKey = List.copyOf(firstKey);
        lastKey = List.copyOf(lastKey);
    }

    /** {@return the statement and the estimate, without keys, and without the plan, in which PostgreSQL shows values} */
    @Override
    public String toString() {
        return name + ": about " + estimatedRows + " rows\n" + statement;
    }
}
