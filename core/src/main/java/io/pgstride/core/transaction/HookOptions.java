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

    /**
     * Refuses null.
     *
     * @param tokens false spares the extra statements
     * @param telemetry {@link Telemetry#none()} for none
     */
    public HookOptions {
        Objects.requireNonNull(telemetry, "telemetry");
    }

    /** {@return options without tokens and without telemetry} */
    public static HookOptions ofDefaults() {
        return new HookOptions(false, Telemetry.none());
    }

    /** {@return these options with consistency tokens} */
    public HookOptions withTokens() {
        return new HookOptions(true, telemetry);
    }

    /**
     * {@return these options with telemetry}
     *
     * @param other replaces what was set before
     */
    public HookOptions withTelemetry(Telemetry other) {
        return new HookOptions(tokens, other);
    }
}
