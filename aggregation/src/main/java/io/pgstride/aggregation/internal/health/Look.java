package io.pgstride.aggregation.internal.health;

import io.pgstride.aggregation.AggregateHealth.Limits;
import io.pgstride.core.finding.Finding;
import java.util.List;
import org.jooq.DSLContext;

/** Looks at one thing that may be wrong. */
@FunctionalInterface
public interface Look {
    /** What is. */
    List<Finding> find(DSLContext dsl, Limits limits);
}
