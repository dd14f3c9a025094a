package io.pgstride.batching.internal.claim;

import io.pgstride.batching.RetryBackoff;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.Transactions;
import java.util.function.UnaryOperator;

/**
 * How rounds are run.
 *
 * @param name of the processor, in telemetry and logs
 * @param hint whether a claim begins where the last one ended
 * @param transactions what the user wants of the units of work, in transactional mode
 */
public record RoundOptions(
        String name,
        RetryBackoff retry,
        boolean hint,
        Telemetry telemetry,
        UnaryOperator<Transactions> transactions,
        ProcessingEvents events) {}
