package io.pgstride.aggregation.internal.view;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warnings that are not repeated at once. For one thread. */
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);

    private final Map<String, Long> last = new HashMap<>();
    private final long apart;

    Complaints(Duration apart) {
        this.apart = apart.toNanos();
    }

    void about(String subject, RuntimeException e) {
        long now = System.nanoTime();
        Long before = last.get(subject);
        if (before == null || now - before >= apart) {
            last.put(subject, now);
            LOG.warn("ViewRunner: {} failed, and is tried again: {}", subject, e.getMessage());
        }
        LOG.debug("ViewRunner: {} failed", subject, e);
    }
}
