package io.pgstride.routing.internal;

import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.routing.Fallback;
import java.time.Duration;

/** What a router was built with. */
public record Settings(
        Duration maxLag,
        Fallback fallback,
        Duration connectionTimeout,
        Duration probeInterval,
        Duration probeTimeout,
        Duration slowStart,
        Telemetry telemetry) {}
