package io.pgstride.core.internal.pool;

import com.zaxxer.hikari.HikariConfig;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.PostgresUrl;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What pgjdbc makes of a pool's configuration: the URL wins over the properties, these over HikariCP's own fields. */
public final class DriverProperties {
    private final Map<String, String> values = new HashMap<>();

    private DriverProperties(DriverPropertyInfo[] properties) {
        for (DriverPropertyInfo property : properties) {
            if (property.value != null) {
                values.put(property.name, property.value);
            }
        }
    }

    /** Reads the URL as the driver does; connects to nothing. */
    public static DriverProperties of(HikariConfig config) {
        String url = config.getJdbcUrl();
        if (url == null || !PostgresUrl.isWellFormed(url)) {
            throw new PgstrideException("the pool " + config.getPoolName() + " has no jdbcUrl of PostgreSQL;"
                    + " describe it by PlannedPool.named(…)");
        }
        Properties given = new Properties();
        Optional.ofNullable(config.getUsername()).ifPresent(user -> given.setProperty("user", user));
        config.getDataSourceProperties().forEach((name, value) -> given.setProperty(name.toString(), value.toString()));
        try {
            return new DriverProperties(DriverManager.getDriver(url).getPropertyInfo(url, given));
        } catch (SQLException e) {
            throw new PgstrideException(
                    "pgjdbc does not read the jdbcUrl of pool " + config.getPoolName()
                            + ", or is not registered as a driver; describe the pool by PlannedPool.named(…)",
                    e);
        }
    }

    /** Empty where neither URL nor property nor the driver's default has it. */
    public Optional<String> get(String property) {
        return Optional.ofNullable(values.get(property));
    }
}
