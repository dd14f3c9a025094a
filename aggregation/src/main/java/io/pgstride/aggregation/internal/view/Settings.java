package io.pgstride.aggregation.internal.view;

import io.pgstride.aggregation.view.RefreshMode;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How views are refreshed.
 *
 * @param schema of the history; null: found by the search path
 * @param kept refreshes of a view that the history keeps
 * @param process who this is, in the history
 */
public record Settings(
        RefreshMode mode,
        Duration lockTimeout,
        Duration statementTimeout,
        Duration waitTimeout,
        @Nullable String schema,
        int kept,
        String process,
        Telemetry telemetry) {
    /** With another mode. */
    public Settings mode(RefreshMode other) {
        return new Settings(other, lockTimeout, statementTimeout, waitTimeout, schema, kept, process, telemetry);
    }

    /** With another limit on waits for locks. */
    public Settings lockTimeout(Duration other) {
        return new Settings(mode, other, statementTimeout, waitTimeout, schema, kept, process, telemetry);
    }

    /** With another limit on statements. */
    public Settings statementTimeout(Duration other) {
        return new Settings(mode, lockTimeout, other, waitTimeout, schema, kept, process, telemetry);
    }

    /** With another limit on waits for others. */
    public Settings waitTimeout(Duration other) {
        return new Settings(mode, lockTimeout, statementTimeout, other, schema, kept, process, telemetry);
    }

    /** With the history elsewhere. */
    public Settings schema(String other) {
        return new Settings(mode, lockTimeout, statementTimeout, waitTimeout, other, kept, process, telemetry);
    }

    /** With a longer or shorter history. */
    public Settings kept(int other) {
        return new Settings(mode, lockTimeout, statementTimeout, waitTimeout, schema, other, process, telemetry);
    }

    /** As somebody else. */
    public Settings process(String other) {
        return new Settings(mode, lockTimeout, statementTimeout, waitTimeout, schema, kept, other, telemetry);
    }

    /** With measurements elsewhere. */
    public Settings telemetry(Telemetry other) {
        return new Settings(mode, lockTimeout, statementTimeout, waitTimeout, schema, kept, process, other);
    }
}
