package io.pgstride.examples.tour;

import java.util.List;

/** What a chapter found.
 *
 * @param finding one sentence with the figures that matter
 * @param steps the rows of the table, in the order they ran
 * @param charts what the steps look like
 * @param exhibits SQL and plans of both ways, for the steps worth reading
 */
public record ChapterResult(String finding, List<Step> steps, List<Chart> charts, List<Exhibit> exhibits) {
    public ChapterResult {
        steps = List.copyOf(steps);
        charts = List.copyOf(charts);
        exhibits = List.copyOf(exhibits);
    }
}
