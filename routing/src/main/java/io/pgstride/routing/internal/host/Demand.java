package io.pgstride.routing.internal.host;

/** What a request asks of the host that serves it. */
public interface Demand {
    /** Whether only a primary will do. */
    boolean writes();

    /** Whether it must show anything in particular, which a host that was restarted may show no more. */
    boolean hasLimits();

    /** Whether a host of which this is known serves it. */
    boolean isMetBy(Reading reading);
}
