package io.pgstride.batching.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a run is ended by its deadline. Each step has its time, so that nothing here waits for a server that is gone.
 *
 * <ol>
 *   <li>Nobody claims any more; running handlers may finish until the deadline.
 *   <li>Their threads are interrupted.
 *   <li>Those that wait for the server have their statement cancelled there, then their connection aborted.
 *   <li>The heartbeat ends and releases the leases that are left, then the one that listens ends.
 * </ol>
 */
public final class Ending {
    private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
    private static final Duration AFTER_INTERRUPT = Duration.ofMillis(500);
    private static final Duration AFTER_CANCEL = Duration.ofSeconds(1);
    private static final Duration AFTER_ABORT = Duration.ofSeconds(1);
    private static final Duration RELEASE = Duration.ofSeconds(3);

    private final Run run;
    private boolean interrupted;

    private Ending(Run run) {
        this.run = run;
    }

    /** Waits for the workers however long it takes, then for the rest; an interrupt ends it at once. */
    public static void await(Run run) throws InterruptedException {
        for (Member worker : run.workers()) {
            worker.thread().join();
        }
        new Ending(run).endHelpers();
    }

    /** Ends the run; an interrupt of the caller stands for the deadline and is set again. */
    public static void by(Run run, Duration deadline) {
        run.close();
        Ending ending = new Ending(run);
        try {
            if (!ending.ended(run.workers(), deadline)) {
                ending.hurry();
            }
            ending.endHelpers();
        } finally {
            if (ending.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void hurry() {
        run.hurry();
        each(run.workers(), Member::interrupt);
        if (!ended(run.workers(), AFTER_INTERRUPT)) {
            free(run.workers());
        }
    }

    private void endHelpers() {
        run.helpers().end();
        if (!ended(run.helpers().members(), RELEASE)) {
            each(run.helpers().members(), Member::interrupt);
            free(run.helpers().members());
        }
    }

    private void free(List<Member> members) {
        each(members, Ending::cancelApart);
        if (ended(members, AFTER_CANCEL)) {
            return;
        }
        each(members, Member::abortConnection);
        if (!ended(members, AFTER_ABORT)) {
            each(
                    members,
                    member -> LOG.warn(
                            "BatchProcessor: {} ignores that it was interrupted, and runs on; its rows are not acknowledged",
                            member.thread().getName()));
        }
    }

    /** A cancellation is a connection of its own, which may hang as well. */
    private static void cancelApart(Member member) {
        Thread apart = new Thread(member::cancelStatement, member.thread().getName() + "-cancel");
        apart.setDaemon(true);
        apart.start();
    }

    private static void each(List<Member> members, Consumer<Member> what) {
        members.stream().filter(member -> member.thread().isAlive()).forEach(what);
    }

    private boolean ended(List<Member> members, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        boolean all = true;
        for (Member member : members) {
            all &= ended(member, end);
        }
        return all;
    }

    /** An interrupt ends the wait for the deadline; the short waits after it are not given up. */
    private boolean ended(Member member, long end) {
        while (true) {
            try {
                return member.awaitEnd(Duration.ofNanos(interrupted && !run.isHurried() ? 0 : end - System.nanoTime()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
