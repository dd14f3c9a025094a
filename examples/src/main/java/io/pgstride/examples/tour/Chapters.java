package io.pgstride.examples.tour;

import io.pgstride.examples.tour.chapters.AnyOrdering;
import io.pgstride.examples.tour.chapters.CachedResults;
import io.pgstride.examples.tour.chapters.CountAgainstCounter;
import io.pgstride.examples.tour.chapters.InsertLoopBatchCopy;
import io.pgstride.examples.tour.chapters.JoinAgainstDerived;
import io.pgstride.examples.tour.chapters.OffsetAgainstKeyset;
import io.pgstride.examples.tour.chapters.ReadsFromReplicas;
import io.pgstride.examples.tour.chapters.UpdateAgainstBackfill;
import io.pgstride.examples.tour.chapters.ViewAgainstSummary;
import java.util.List;

/** The chapters in the order they run. */
final class Chapters {
    private Chapters() {}

    static List<Chapter> all() {
        return List.of(
                new OffsetAgainstKeyset(),
                new AnyOrdering(),
                new UpdateAgainstBackfill(),
                new InsertLoopBatchCopy(),
                new ReadsFromReplicas(),
                new CachedResults(),
                new CountAgainstCounter(),
                new ViewAgainstSummary(),
                new JoinAgainstDerived());
    }
}
