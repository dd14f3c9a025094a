package io.pgstride.core.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;

/**
 * What a preset sets of pgjdbc.
 *
 * @param connectTimeout for each host
 * @param loginTimeout for all hosts of the URL together
 * @param rewriteBatchedInserts whether a batch of INSERTs is sent as few statements of many rows
 */
public record DriverSettings(Duration connectTimeout, Duration loginTimeout, boolean rewriteBatchedInserts) {
    /** The server's word about a statement that took too long comes before the driver's. */
    private static final Duration BEHIND_STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    /** The oldest PostgreSQL that pgstride supports. */
    private static final String OLDEST = "14";

    /** Sets all; statementTimeout is zero for none. */
    public void applyTo(HikariConfig config, Duration statementTimeout) {
        set(config, "tcpKeepAlive", "true");
        set(config, "assumeMinServerVersion", OLDEST);
        set(config, "connectTimeout", seconds(connectTimeout));
        set(config, "loginTimeout", seconds(loginTimeout));
        if (!statementTimeout.isZero()) {
            Duration rounded = statementTimeout.plus(Duration.ofMillis(999));
            set(config, "socketTimeout", seconds(rounded.plus(BEHIND_STATEMENT_TIMEOUT)));
        }
        if (rewriteBatchedInserts) {
            set(config, "reWriteBatchedInserts", "true");
        }
    }

    /** Sets one property of the driver, by text as a URL does. */
    public static void set(HikariConfig config, String property, String value) {
        config.addDataSourceProperty(property, value);
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
