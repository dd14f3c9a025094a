package io.pgstride.examples.tour.chapters;

import io.pgstride.examples.tour.Chapter;
import io.pgstride.examples.tour.ChapterResult;
import io.pgstride.examples.tour.Exhibit;
import io.pgstride.examples.tour.Exhibit.Statement;
import io.pgstride.examples.tour.TourContext;
import io.pgstride.examples.tour.TourException;
import io.pgstride.examples.tour.chapters.OwnWrites.Looks;
import io.pgstride.examples.tour.chapters.SpreadReads.Laps;
import java.time.Duration;
import java.util.List;

/** Reads taken off the primary, and a user's own writes read back while the replica's replay stutters. */
public final class ReadsFromReplicas implements Chapter {
    private static final Duration STUTTERING = Duration.ofSeconds(6);

    @Override
    public String title() {
        return "Reads from a replica that see one's own writes";
    }

    @Override
    public String why() {
        return """
                A replica takes reads off the primary, but shows a commit only when it has replayed it: mostly within milliseconds, after a long \
                query there or on a slow disk much later. Who reads from it right after a write may miss the write. The usual cures are to ask \
                again until it is there, or to send everything to the primary for some seconds. With pgstride a commit yields a token in its own round \
                trip, and the read that carries it goes to a replica that has replayed it, or after 50 ms of patience to the primary. Here replay \
                is paused and resumed every 50 to 250 ms, on a primary and a standby of this chapter's own. On one machine a \
                replica brings no speed: the first row is about who serves the reads.""";
    }

    @Override
    public ChapterResult run(TourContext tour) {
        if (!tour.embedded()) {
            return leftOut(tour);
        }
        try (ReplicaServers servers = ReplicaServers.start()) {
            Laps laps = new SpreadReads(servers).run();
            Looks looks = Stutter.during(servers.standby(), () -> new OwnWrites(servers).run(STUTTERING));
            ChapterResult result = ReplicaReport.of(laps, looks, exhibit());
            tour.console().line(result.finding());
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TourException("The tour was interrupted");
        }
    }

    private static ChapterResult leftOut(TourContext tour) {
        String why =
                "Left out: it needs a primary and a standby that it may pause, which it has where the tour's server is embedded.";
        tour.console().line(why);
        return new ChapterResult(why, List.of(), List.of(), List.of());
    }

    static Exhibit exhibit() {
        return new Exhibit(
                "a write read back",
                new Statement("Asking again", """
                        UPDATE users SET name = 'name 1' WHERE id = 1;   -- on the primary, committed
                        SELECT name FROM users WHERE id = 1;             -- on the replica, again each millisecond
                        SELECT name FROM users WHERE id = 1;             -- until it shows the new name""", ""),
                new Statement("By the token of the commit", """
                        BEGIN;
                        UPDATE users SET name = 'name 1' WHERE id = 1;
                        -- one message, one round trip:
                        SELECT pg_current_xact_id_if_assigned() IS NOT NULL;
                        COMMIT;
                        SELECT pg_current_wal_insert_lsn(), ...
                        -- on the replica if its last probe had replayed that; else it is probed again for 50 ms, then on the primary:
                        SELECT name FROM users WHERE id = 1;""", ""));
    }
}
