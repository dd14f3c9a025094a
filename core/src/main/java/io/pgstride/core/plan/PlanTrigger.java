package io.pgstride.core.plan;

import java.time.Duration;
import java.util.Optional;

/**
 * What one trigger cost during EXPLAIN ANALYZE; foreign keys are triggers too.
 *
 * @param name the trigger, for a constraint a generated name
 * @param constraint the constraint the trigger enforces
 * @param relation the table it sits on
 * @param time time in all calls; absent where EXPLAIN ran with TIMING off
 * @param calls how often it fired
 */
public record PlanTrigger(
        String name, Optional<String> constraint, String relation, Optional<Duration> time, long calls) {}
