package io.pgstride.core.transaction;

import io.pgstride.core.telemetry.Telemetry;
import java.util.Objects;

/**
 * How a DataSource is {@linkplain TransactionHooks#wrap(javax.sql.DataSource, HookOptions) wrapped}; immutable.
 *
 * @param tokens whether a commit that hooks wait for reads its position in the write-ahead log
 * @param telemetry where failed hooks are counted, as {@code pgstride.core.hook-failures}
 */
public record HookOptions(boolean tokens, Telemetry telemetry) {

    /** Refuses null. */
    public HookOptions {
        Objects.requireNonNull(telemetry, "telemetry");
    }

    /** Without tokens, without telemetry. */
    public static HookOptions ofDefaults() {
        return new HookOptions(false, Telemetry.none());
    }

    /** With consistency tokens. */
    public HookOptions withTokens() {
        return new HookOptions(true, telemetry);
    }

    /** With telemetry. */
    public HookOptions withTelemetry(Telemetry other) {
        return new HookOptions(tokens, other);
    }
}
