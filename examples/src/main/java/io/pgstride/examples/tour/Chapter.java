package io.pgstride.examples.tour;

/** One pattern of the tour: the slow way and the pgstride way, on the same rows. A new chapter joins {@link Chapters}. */
public interface Chapter {
    String title();

    /** What goes wrong without the pattern, in a few plain sentences. */
    String why();

    /** Runs both ways; may write to the tour's own schema, which is dropped after the tour. */
    ChapterResult run(TourContext tour);
}
