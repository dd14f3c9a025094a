package io.pgstride.examples.tour;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A tour that has ended: what ran, where, and what each chapter found. */
public record TourRun(Surroundings surroundings, Instant started, Duration took, List<Visit> visits) {
    public TourRun {
        visits = List.copyOf(visits);
    }

    /** A chapter and what it found. */
    public record Visit(Chapter chapter, ChapterResult result) {}

    /** Where the figures come from.
     *
     * @param server version and kind of the PostgreSQL server, without address or user
     * @param events rows of {@code events}
     * @param eventsBytes size of {@code events} without its indexes
     */
    public record Surroundings(
            String server,
            String sharedBuffers,
            long events,
            long eventsBytes,
            int cores,
            String java,
            String javaRuntime,
            String system) {}

    /** Steps whose two ways disagree. */
    public Stream<Step> disagreements() {
        return visits.stream().flatMap(visit -> visit.result().steps().stream()).filter(Step::disagrees);
    }
}
