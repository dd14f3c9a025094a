package io.pgstride.core.finding;

/** How much a finding matters, in ascending order. */
public enum Severity {
    /** Worth knowing; nothing needs to be done. */
    INFO,

    /**
     * The question could not be answered: neither good nor bad. The evidence says why.
     *
     * <p>Below WARNING, so that a gate at WARNING lets it pass, and above INFO, so that a gate that must know can stop it.
     */
    UNKNOWN,

    /** Costs time or room now, or will as the data grows. */
    WARNING,

    /** Endangers data or availability. */
    CRITICAL
}
