package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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
                "jdbc:mysql://host/db?password=hush",
                "hush"
            })
    void passwordIsNeverTold(String url) {
        properties.setProperty("tour.url", url);
        TourOptions options = TourOptions.from(properties, Map.of());
        assertThat(options.toString()).doesNotContain("hush");
        assertThatThrownBy(() -> TourServer.open(options.url()))
                .isInstanceOf(TourException.class)
                .hasMessageContaining("tour.url")
                .hasMessageNotContaining("hush")
                .hasStackTraceContaining("TourException")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("hush"));
    }

    private static String stackTrace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
