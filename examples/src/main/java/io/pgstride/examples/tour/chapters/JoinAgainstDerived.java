package io.pgstride.examples.tour.chapters;

import static io.pgstride.examples.db.Tables.ASSESSMENTS;

import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Cost;
import io.pgstride.examples.tour.Race.Outcome;
import io.pgstride.examples.tour.TourContext;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jooq.Record2;

/** A page that shows and sorts by what three other tables say. */
public final class JoinAgainstDerived implements Chapter {
    private static final int WRITES = 200;
    private static final long[] SIZES = {10, 100};

    @Override
    public String title() {
        return "A join of four tables against derived columns";
    }

    @Override
    public String why() {
        return """
                A list of assessments shows who owns each, and when it was answered first and last, which it is sorted by. No index sorts by what \
                other tables say, so the page costs as much as all answers of all assessments in the list. A derived column is a copy of a parent's \
                value, or the least or greatest of a parent's rows; here an assessment's last answer is the last of its questions', and theirs the last of their \
                answers. Triggers note what a statement concerns, and the commit makes that again under a lock: a rename is seen in all copies, and \
                when the last answer goes, the one before it is found. It costs each transaction that writes; the chapter's sentence says how much.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        AssessmentList list = new AssessmentList(tour.dsl());
        Map<Long, OffsetDateTime> latest = list.latest(WRITES);
        try {
            Writes.median(list.give(latest, Duration.ZERO)); // warms up, and changes none
            Duration without = Writes.median(list.give(latest, Duration.ofDays(1)));
            list.keep(tour.dataSource());
            GrowingReport report = new GrowingReport(tour);
            long all = tour.dsl().fetchCount(ASSESSMENTS);
            LongStream.of(SIZES).filter(size -> size < all).forEach(size -> race(report, list, size));
            Outcome joined = race(report, list, all);
            Outcome lookedUp = report.race(pattern(all) + ", by index", list.lookedUp(all), list.derived(all));
            Duration with = Writes.median(list.give(latest, Duration.ZERO));
            raceRenamed(report, list, all);
            return report.result(
                    finding(joined, lookedUp, without, with),
                    "How many assessments are in the list of which the page is shown",
                    "assessments in the list",
                    List.of(joined, lookedUp));
        } finally {
            list.forget();
        }
    }

    private static Outcome race(GrowingReport report, AssessmentList list, long size) {
        return report.race(size, pattern(size) + ", by a join", list.joined(size), list.derived(size));
    }

    private static String pattern(long size) {
        return "page of %,d assessments".formatted(size);
    }

    private static void raceRenamed(GrowingReport report, AssessmentList list, long all) {
        Record2<Long, String> owner = list.firstOwner();
        list.rename(owner.value1(), "Emmy N.");
        try {
            report.race(pattern(all) + ", after a rename", list.joined(all), list.derived(all));
        } finally {
            list.rename(owner.value1(), owner.value2());
        }
    }

    private static String finding(Outcome joined, Outcome lookedUp, Duration without, Duration with) {
        return "The page takes %s by the join, %s by looks at an index for each question, and %s by derived columns. A transaction that writes one answer takes %s with their triggers, %s without."
                .formatted(
                        GrowingReport.time(joined.step().slow()),
                        GrowingReport.time(lookedUp.step().slow()),
                        GrowingReport.time(joined.step().fast()),
                        GrowingReport.time(new Cost(with, null)),
                        GrowingReport.time(new Cost(without, null)));
    }
}
