package io.pgstride.core.internal.transaction;

import io.pgstride.core.ForwardingDataSource;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.telemetry.Tags;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.HookOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Hands out {@link HookedConnection}s of another DataSource. */
public final class HookedDataSource extends ForwardingDataSource {
    private final HookOptions options;
    private final Telemetry.Counter failures;

    private HookedDataSource(DataSource delegate, HookOptions options) {
        super(delegate);
        this.options = options;
        this.failures = options.telemetry().counter("pgstride.core.hook-failures", Tags.none());
    }

    /** Wraps once, also where something else lies between. */
    public static DataSource wrap(DataSource dataSource) {
        return within(dataSource) == null ? new HookedDataSource(dataSource, HookOptions.ofDefaults()) : dataSource;
    }

    /** Wraps once, with these options. */
    public static DataSource wrap(DataSource dataSource, HookOptions options) {
        HookedDataSource hooked = within(dataSource);
        if (hooked == null) {
            return new HookedDataSource(dataSource, options);
        }
        if (!options.equals(hooked.options)) {
            throw new IllegalStateException("the DataSource is wrapped already, with other options; wrap the pool once,"
                    + " with the options that everyone needs");
        }
        return dataSource;
    }

    private static @Nullable HookedDataSource within(DataSource dataSource) {
        try {
            return Objects.requireNonNull(dataSource, "dataSource").isWrapperFor(HookedDataSource.class)
                    ? dataSource.unwrap(HookedDataSource.class)
                    : null;
        } catch (SQLException e) {
            throw new PgstrideException("the DataSource cannot be asked what it wraps", e);
        }
    }

    @Override
    protected Connection handOut(Connection connection) {
        return new HookedConnection(connection, options.tokens(), failures);
    }

    @Override
    public String toString() {
        return "TransactionHooks(" + delegate().getClass().getSimpleName() + ")";
    }
}
