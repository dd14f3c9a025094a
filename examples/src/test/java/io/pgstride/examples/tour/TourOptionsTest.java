package io.pgstride.examples.tour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TourOptionsTest {
    private final Properties properties = new Properties();

    @Test
    void nothingGivenIsAMillionEventsOnAServerOfTheToursOwn() {
        assertThat(TourOptions.from(properties, Map.of("TOUR_URL", "")))
                .isEqualTo(new TourOptions(1_000_000, Optional.empty(), Path.of("target/tour")));
    }

    @Test
    void emptyIsNotGiven() {
        properties.setProperty("tour.rows", "");
        properties.setProperty("tour.url", " ");
        assertThat(TourOptions.from(properties, Map.of()).events()).isEqualTo(1_000_000);
        assertThat(TourOptions.from(properties, Map.of()).url()).isEmpty();
    }

    @Test
    void rowsAndAddressAreTaken() {
        properties.setProperty("tour.rows", "5_000_000");
        TourOptions options = TourOptions.from(properties, Map.of("TOUR_URL", "jdbc:postgresql:mine"));
        assertThat(options.events()).isEqualTo(5_000_000);
        assertThat(options.url()).contains("jdbc:postgresql:mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "9999", "1000000001", "-1"})
    void badRowsAreRefused(String rows) {
        properties.setProperty("tour.rows", rows);
        assertThatThrownBy(() -> TourOptions.from(properties, Map.of()))
                .isInstanceOf(TourException.class)
                .hasMessageContaining("tour.rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/db?user=me&password=hush",
                "jdbc:postgresql://me:hush@host:port/db?password=hush",
                "jdbc:postgresql://me:hush@host/db",
                "jdbc:postgresql://h/a/b?password=hush",
                "jdbc:postgresql://h?password=hush",
                "jdbc:postgresql://h:99999/db?password=hush",
                "jdbc:postgresql://h:x/db?password=hush",
                "jdbc:postgresql://h/db?password=hush%",
                "jdbc:postgresql://h/db?password=hush&service=none",
                "jdbc:postgresql:me:hush@host",
                "jdbc:mysql://host/db?password=hush",
                "hush"
            })
    void passwordIsNeverTold(String url) {
        properties.setProperty("tour.url", url);
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        Logger driver = Logger.getLogger("org.postgresql");
        Handler handler = new StreamHandler(told, new SimpleFormatter());
        driver.addHandler(handler);
        try {
            assertThatThrownBy(() -> TourServer.open(
                            TourOptions.from(properties, Map.of()).url()))
                    .isInstanceOf(TourException.class)
                    .hasMessageContaining("tour.url")
                    .satisfies(e -> e.printStackTrace(new PrintStream(told, true, UTF_8)));
        } finally {
            handler.flush();
            driver.removeHandler(handler);
        }
        assertThat(told.toString(UTF_8)).isNotEmpty().doesNotContain("hush");
    }

    @Test
    void anAddressIsNotShown() {
        String url = "jdbc:postgresql://h/db?password=hush";
        assertThat(new TourOptions(10_000, Optional.of(url), Path.of(".")).toString())
                .contains("given")
                .doesNotContain(url);
    }
}
