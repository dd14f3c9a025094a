package io.pgstride.benchmarks.pagination;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.server.Database;
import io.pgstride.benchmarks.server.Environment;
import io.pgstride.benchmarks.server.OwnServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The run compares two pages of each case; here they are compared all over the ordering. */
class PageContendersTest {
    private static final int ROWS = 3_000;
    private static final int PAGE_SIZE = 50;
    private static final int STEP = 71;

    private static Environment environment;
    private static Database database;
    private static PageContenders contenders;

    @BeforeAll
    static void load() throws Exception {
        environment = OwnServer.start();
        database = environment.postgres();
        contenders = new PageContenders(database, PAGE_SIZE);
        EventData.load(database, ROWS);
    }

    @AfterAll
    static void stop() throws Exception {
        if (environment != null) {
            environment.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySubjectGivesTheSamePageAnywhere(Ordering ordering) throws Exception {
        List<Place> places = places(ordering);
        List<EventPage> expected = pages(reference(ordering), places);
        for (Contender<PageSubject> contender : contenders.of(ordering)) {
            assertThat(pages(contender, places)).as(contender.name()).isEqualTo(expected);
        }
    }

    /** Why they do not take part there. */
    @Test
    void rowsWithNullsAreLostWhereEventsThatHaveEndedAreFollowedByOthers() throws Exception {
        List<Place> place = List.of(lastBeforeNulls());
        assertThat(pages(reference(Ordering.NULLABLE), place).get(1).rows()).hasSize(PAGE_SIZE);
        for (Contender<PageSubject> contender : contenders.losingNulls(Ordering.NULLABLE)) {
            assertThat(pages(contender, place).get(1).rows())
                    .as(contender.name())
                    .isEmpty();
        }
    }

    private static List<EventPage> pages(Contender<PageSubject> contender, List<Place> places) throws Exception {
        try (PageSubject subject = contender.opener().open()) {
            List<EventPage> pages = new ArrayList<>(List.of(subject.first()));
            for (Place place : places) {
                pages.add(subject.at(place));
            }
            return pages;
        }
    }

    private static List<Place> places(Ordering ordering) throws Exception {
        List<Place> places = new ArrayList<>();
        for (long offset = STEP; offset < ROWS; offset += STEP) {
            places.add(EventData.place(database, ordering, offset));
        }
        return places;
    }

    private static Place lastBeforeNulls() throws Exception {
        for (long offset = ROWS; ; offset--) {
            Place place = EventData.place(database, Ordering.NULLABLE, offset);
            if (place.after().endedAt() != null) {
                return place;
            }
        }
    }

    private static Contender<PageSubject> reference(Ordering ordering) {
        List<Contender<PageSubject>> all = contenders.of(ordering);
        return all.get(all.size() - 1);
    }
}
