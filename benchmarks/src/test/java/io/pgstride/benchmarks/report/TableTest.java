package io.pgstride.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.benchmarks.run.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aLineForEachSubjectAndAColumnForEachMetric() {
        String table = Table.text(
                "uniform-desc",
                List.of(
                        new Figure("s", "c", "pgstride", "buffers.deep", "buffers", 21, 21, 21, 5),
                        new Figure("s", "c", "offset", "buffers.deep", "buffers", 793_838, 793_838, 793_838, 5),
                        new Figure("s", "c", "pgstride", "ms.deep", "ms", 0.0912, 0.08, 0.2, 5),
                        new Figure("s", "c", "offset", "ms.deep", "ms", 7094.2, 7000.4, 7100.6, 5)));

        assertThat(table).isEqualTo("""

                        uniform-desc   buffers.deep [buffers]          ms.deep [ms]
                        pgstride                           21   0.091 (0.080–0.200)
                        offset                        793,838   7,094 (7,000–7,101)

                        """);
    }
}
