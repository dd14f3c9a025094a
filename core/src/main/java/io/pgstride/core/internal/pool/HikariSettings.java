package io.pgstride.core.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;

/**
 * What a preset sets of HikariCP.
 *
 * @param size maximumPoolSize
 * @param minimumIdle negative for the size, whatever it will be
 * @param idleTimeout how long a connection above minimumIdle may be idle
 * @param connectionTimeout how long to wait for a connection
 * @param validationTimeout how long to wait for a sign of life
 * @param maxLifetime of a connection
 * @param keepaliveTime between signs of life of an idle connection; zero for none
 * @param failTimeout initializationFailTimeout
 * @param readOnly whether connections are
 */
public record HikariSettings(
        int size,
        int minimumIdle,
        Duration idleTimeout,
        Duration connectionTimeout,
        Duration validationTimeout,
        Duration maxLifetime,
        Duration keepaliveTime,
        long failTimeout,
        boolean readOnly) {
    static final long FAIL_AT_START = 1;
    static final long START_WITHOUT = -1;

    /** Sets all but the size. */
    public void applyTo(HikariConfig config) {
        if (minimumIdle >= 0) {
            config.setMinimumIdle(minimumIdle);
        }
        config.setIdleTimeout(idleTimeout.toMillis());
        config.setConnectionTimeout(connectionTimeout.toMillis());
        config.setValidationTimeout(validationTimeout.toMillis());
        config.setMaxLifetime(maxLifetime.toMillis());
        config.setKeepaliveTime(keepaliveTime.toMillis());
        config.setInitializationFailTimeout(failTimeout);
        config.setReadOnly(readOnly);
    }
}
