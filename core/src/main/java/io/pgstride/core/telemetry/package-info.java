/** Telemetry: counters, timers and gauges that go nowhere until told where. */
@NullMarked
package io.pgstride.core.telemetry;

import org.jspecify.annotations.NullMarked;
