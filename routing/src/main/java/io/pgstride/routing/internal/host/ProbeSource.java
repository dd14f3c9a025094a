package io.pgstride.routing.internal.host;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** Opens connections for probes. */
@FunctionalInterface
public interface ProbeSource {
    /** Parameters of a URL that are the probes' own; pgjdbc prefers those of the URL to what it is given. */
    Pattern OF_PROBES =
            Pattern.compile("(?<=[?&])(?:connectTimeout|socketTimeout|loginTimeout|ApplicationName)=[^&]*&?");

    /** A new connection, had within about the timeout where the source can tell it to the driver. */
    Connection open(Duration timeout) throws SQLException;

    /** From a DataSource, with its own timeouts. */
    static ProbeSource of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "probes");
        return timeout -> dataSource.getConnection();
    }

    /** To the host of a pool's configuration; user and password are read each time, as they may be changed. */
    static ProbeSource of(HikariConfig config) {
        String url = OF_PROBES.matcher(config.getJdbcUrl()).replaceAll("");
        return timeout -> {
            Properties properties = new Properties();
            String seconds = Long.toString(Math.max(1, timeout.plusMillis(999).toSeconds()));
            properties.setProperty("connectTimeout", seconds);
            properties.setProperty("socketTimeout", seconds);
            properties.setProperty("ApplicationName", "pgstride-routing");
            config.getDataSourceProperties().stringPropertyNames().forEach(name -> {
                if (!properties.containsKey(name)) {
                    properties.setProperty(
                            name, config.getDataSourceProperties().getProperty(name));
                }
            });
            set(properties, "user", config.getCredentials().getUsername());
            set(properties, "password", config.getCredentials().getPassword());
            return DriverManager.getConnection(url, properties);
        };
    }

    private static void set(Properties properties, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
