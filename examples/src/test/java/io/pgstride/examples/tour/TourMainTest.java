package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TourMainTest {
    @Test
    void serverThatCannotBeHadEndsTheTourInWords() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dpgstride.postgres=nonsense",
                "-cp",
                System.getProperty("java.class.path"),
                Tour.class.getName());
        builder.environment().remove("TOUR_URL");
        Process tour = builder.redirectErrorStream(true).start();

        List<String> lines = tour.inputReader().lines().toList();
        assertThat(tour.waitFor()).isEqualTo(1);
        assertThat(lines)
                .anyMatch(line -> line.startsWith("The tour stopped. ") && line.contains("pgstride.postgres"))
                .noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception"));
    }

    @Test
    void reportTellsWhatTheSwitchHasChosen() {
        assertThat(EmbeddedTourServer.kind(null, null)).isEqualTo("embedded");
        assertThat(EmbeddedTourServer.kind("14", "testcontainers")).isEqualTo("embedded");
        assertThat(EmbeddedTourServer.kind("", "testcontainers")).isEqualTo("in a container");
        assertThat(EmbeddedTourServer.kind("testcontainers:16", null)).isEqualTo("in a container");
    }
}
