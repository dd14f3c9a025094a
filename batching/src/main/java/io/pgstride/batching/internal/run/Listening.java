package io.pgstride.batching.internal.run;

import io.pgstride.batching.ProcessingListener;
import io.pgstride.batching.ProcessingReport;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the user's listener, and survives it. */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final ProcessingListener listener;

    Listening(ProcessingListener listener) {
        this.listener = listener;
    }

    void ended(RoundResult round, long nanos) {
        tell(to -> to.batchEnded(new ProcessingReport(
                round.claimed(),
                round.done(),
                round.retried(),
                round.dead(),
                round.lost(),
                1,
                Duration.ofNanos(nanos))));
    }

    void tell(Consumer<ProcessingListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOG.warn("BatchProcessor: a ProcessingListener threw", e);
        }
    }
}
