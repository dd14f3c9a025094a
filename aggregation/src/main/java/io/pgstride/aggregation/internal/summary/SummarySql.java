package io.pgstride.aggregation.internal.summary;

import static io.pgstride.aggregation.internal.upkeep.Rendering.literal;

import io.pgstride.aggregation.GeneratedDdl;
import io.pgstride.aggregation.internal.upkeep.SqlFile;
import io.pgstride.aggregation.internal.upkeep.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The statements of a summary. */
public final class SummarySql {
    private SummarySql() {}

    /** For a database that has nothing of it, or the same. */
    public static GeneratedDdl ddl(SummarySpec spec) {
        Map<String, String> parts = new HashMap<>(new SummaryParts(spec).all());
        String kind = spec.deltas() ? "deltas" : "keys";
        String create =
                List.of("table", "trigger-functions", "refresh-" + kind, "measure-" + kind, "repair", "triggers")
                        .stream()
                        .map(file -> filled(file, parts))
                        .collect(Collectors.joining("\n\n"));
        String version = Version.of(create);
        parts.put("comment", literal("pgstride summary " + version + ", " + kind));
        return new GeneratedDdl(
                spec.table().getName(),
                version,
                create + "\n\n" + filled("comment", parts) + "\n",
                filled("drop", parts) + "\n");
    }

    private static String filled(String file, Map<String, String> parts) {
        return SqlFile.filled("summary/" + file + ".sql", parts);
    }
}
