package io.pgstride.examples.tour.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.TourRun;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** The steps as {@code tour.json}: one array, null where a figure does not apply. */
final class JsonReport {
    private static final JsonMapper MAPPER = new JsonMapper();

    private JsonReport() {}

    static String of(TourRun run) {
        ArrayNode rows = MAPPER.createArrayNode();
        run.visits()
                .forEach(visit -> visit.result()
                        .steps()
                        .forEach(step -> add(rows.addObject(), visit.chapter().title(), step)));
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(rows) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(ObjectNode row, String chapter, Step step) {
        row.put("chapter", chapter)
                .put("pattern", step.pattern())
                .put("slow_ms", millis(step.slow()))
                .put("fast_ms", millis(step.fast()))
                .put("slow_buffers", step.slow().buffers())
                .put("fast_buffers", step.fast().buffers())
                .put("same_result", step.sameResult());
    }

    /** To the microsecond. */
    private static @Nullable BigDecimal millis(Cost cost) {
        return cost.time() == null
                ? null
                : BigDecimal.valueOf(cost.time().toNanos(), 6).setScale(3, RoundingMode.HALF_UP);
    }
}
