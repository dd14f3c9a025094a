package io.pgstride.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgstride.benchmarks.run.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

    @Test
    void aLineHoldsTheAgreedFieldsInOrder() {
        assertThat(line(new Figure(
                        "pagination", "uniform-desc", "pgstride", "ms.deep", "ms", 0.0912345678, 0.08, 12, 10)))
                .isEqualTo(
                        "{\"scenario\":\"pagination\",\"case\":\"uniform-desc\",\"subject\":\"pgstride\","
                                + "\"metric\":\"ms.deep\",\"unit\":\"ms\",\"median\":0.0912346,\"min\":0.08,\"max\":12,\"rounds\":10}");
    }

    @Test
    void largeNumbersAreWholeAndPlain() {
        assertThat(line(new Figure("s", "c", "x", "m", "buffers", 12_345_678, 1e9, 1234567.25, 5)))
                .contains("\"median\":12345678,\"min\":1000000000,\"max\":1234567,");
    }

    @Test
    void namesWithQuotesStayOneLineOfJson() throws Exception {
        String line = line(new Figure("s", "a \"b\"\\\n", "x", "m", "1/s", 0, 0, 0, 5));

        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(line).doesNotContain("\n");
        assertThat(json.get("case").asText()).isEqualTo("a \"b\"\\\n");
        assertThat(json.get("median").asDouble()).isZero();
    }

    @Test
    void aFileIsEmptiedFirst(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("figures.json"), "old\nlines\n");
        Figure figure = new Figure("s", "c", "x", "m", "ms", 1, 1, 1, 5);

        try (JsonLines lines = JsonLines.to(file)) {
            lines.write(List.of(figure));
            lines.write(List.of(figure));
        }

        assertThat(Files.readAllLines(file)).containsExactly(line(figure), line(figure));
    }

    private static String line(Figure figure) {
        return JsonLines.line(figure);
    }
}
