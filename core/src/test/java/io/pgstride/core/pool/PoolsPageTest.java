package io.pgstride.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** The tables of docs/pools.md hold what the presets set, and what the server then has. */
@PostgresTest
class PoolsPageTest {
    private static final List<Function<String, PoolBuilder>> PRESETS =
            List.of(Pools::server, Pools::worker, Pools::serverless, Pools::replica);

    private static final Map<String, Function<HikariConfig, String>> GETTERS = new LinkedHashMap<>();

    static {
        GETTERS.put("maximumPoolSize", config -> size(config.getMaximumPoolSize()));
        GETTERS.put(
                "minimumIdle", config -> config.getMinimumIdle() < 0 ? "as the size" : size(config.getMinimumIdle()));
        duration("idleTimeout", HikariConfig::getIdleTimeout);
        duration("connectionTimeout", HikariConfig::getConnectionTimeout);
        duration("validationTimeout", HikariConfig::getValidationTimeout);
        duration("maxLifetime", HikariConfig::getMaxLifetime);
        duration("keepaliveTime", HikariConfig::getKeepaliveTime);
        duration("initializationFailTimeout", HikariConfig::getInitializationFailTimeout);
        GETTERS.put("readOnly", config -> String.valueOf(config.isReadOnly()));
    }

    private final PostgresDatabase database;
    private final List<String> page = Files.readAllLines(Path.of("../docs/pools.md"));

    PoolsPageTest(PostgresDatabase database) throws IOException {
        this.database = database;
    }

    @Test
    void settingsOfThePool() {
        Map<String, List<String>> rows = rows("setting");
        assertThat(rows).containsOnlyKeys(GETTERS.keySet());
        GETTERS.forEach((setting, getter) -> {
            assertThat(rows.get(setting).get(0)).as("default of %s", setting).isEqualTo(getter.apply(poolOfSize10()));
            assertThat(rows.get(setting).subList(1, 5)).as(setting).isEqualTo(ofPresets(getter));
        });
    }

    /** HikariCP decides on its size when it opens. */
    private static HikariConfig poolOfSize10() {
        HikariConfig config = new HikariConfig();
        config.setMaximumPoolSize(10);
        return config;
    }

    @Test
    void propertiesOfTheDriver() throws SQLException {
        Map<String, List<String>> rows = rows("property");
        for (DriverPropertyInfo property :
                DriverManager.getDriver(database.url()).getPropertyInfo(database.url(), new Properties())) {
            if (rows.containsKey(property.name)) {
                String value = property.value == null ? "–" : property.value.equals("0") ? "none" : property.value;
                assertThat(rows.get(property.name).get(0).replace(" s", ""))
                        .as("default of %s", property.name)
                        .isEqualTo(value);
            }
        }
        rows.forEach((property, cells) -> assertThat(cells.subList(1, 5).stream()
                        .map(cell -> cell.endsWith(" s") ? cell.substring(0, cell.length() - 2) : cell))
                .as(property)
                .containsExactlyElementsOf(
                        ofPresets(config -> config.getDataSourceProperties().getProperty(property, "–"))));
        for (Function<String, PoolBuilder> preset : PRESETS) {
            assertThat(preset.apply(database.url())
                            .config()
                            .getDataSourceProperties()
                            .stringPropertyNames())
                    .isSubsetOf(append(rows.keySet(), "options"));
        }
    }

    @Test
    void parametersOfTheSession() {
        Map<String, List<String>> rows = rows("parameter");
        assertThat(rows).hasSize(3);
        rows.forEach((parameter, cells) -> {
            assertThat(cells.get(0)).isEqualTo("none");
            assertThat(database.dsl().fetchSingle("show " + parameter).get(0)).isEqualTo("0");
        });
        for (int i = 0; i < PRESETS.size(); i++) {
            int column = i + 1;
            try (HikariDataSource pool =
                    PRESETS.get(i).apply(database.url()).size(1).open()) {
                DSLContext dsl = DSL.using(pool, SQLDialect.POSTGRES);
                rows.forEach((parameter, cells) -> {
                    String shown = dsl.fetchSingle("show " + parameter).get(0, String.class);
                    assertThat(shown.equals("0") ? "–" : shown)
                            .as(parameter)
                            .isEqualTo(cells.get(column).replace(" ", ""));
                });
            }
        }
    }

    /** By the first cell, of the table whose head begins with that name. */
    private Map<String, List<String>> rows(String head) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        page.stream()
                .dropWhile(line -> !line.startsWith("| " + head + " |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.substring(2).split(" \\|"))
                        .map(String::strip)
                        .toList())
                .forEach(cells -> rows.put(cells.get(0).replace("`", ""), cells.subList(1, cells.size())));
        return rows;
    }

    private List<String> ofPresets(Function<HikariConfig, String> getter) {
        return PRESETS.stream()
                .map(preset -> getter.apply(preset.apply(database.url()).config()))
                .toList();
    }

    private static List<String> append(Iterable<String> names, String name) {
        List<String> all = new ArrayList<>(List.of(name));
        names.forEach(all::add);
        return all;
    }

    private static String size(int number) {
        return String.valueOf(number);
    }

    private static void duration(String setting, ToLongFunction<HikariConfig> millis) {
        GETTERS.put(setting, config -> text(millis.applyAsLong(config)));
    }

    private static String text(long millis) {
        if (millis <= 0) {
            return String.valueOf(millis);
        }
        Duration duration = Duration.ofMillis(millis);
        if (millis % 60_000 == 0) {
            return duration.toMinutes() + " min";
        }
        return millis % 1000 == 0 ? duration.toSeconds() + " s" : millis + " ms";
    }
}
