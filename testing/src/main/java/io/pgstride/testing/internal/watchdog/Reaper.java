package io.pgstride.testing.internal.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Ends the processes of a server and deletes its directory. Two may work on the same directory. Interrupts do not hasten it.
 *
 * @param directory the directory of the server
 * @param quiet how long there must be no process before the directory is deleted
 * @param limit how long there may be processes before it gives up
 */
public record Reaper(Path directory, Duration quiet, Duration limit) {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration COURTESY = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration EXIT_CHECK = Duration.ofMillis(20);
    private static final int DELETE_ATTEMPTS = 20;

    public Reaper(Path directory, Duration quiet) {
        this(directory, quiet, LIMIT);
    }

    /**
     * Blocks until all is gone; returns false if processes do not end, if one may be the server's but does not show it, or if
     * files cannot be deleted.
     */
    public boolean reap() {
        long begin = System.nanoTime();
        long quietSince = begin;
        while (true) {
            ServerProcesses processes = ServerProcesses.in(directory);
            if (!processes.certain().isEmpty()) {
                if (System.nanoTime() - begin >= limit.toNanos()) {
                    return false;
                }
                end(processes.certain());
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince >= quiet.toNanos()) {
                return processes.doubtful().isEmpty() && delete();
            }
            pause(STEP);
        }
    }

    /** Ends the processes as a power cut does, and leaves the files; false if they do not go. */
    public boolean kill() {
        long begin = System.nanoTime();
        List<ProcessHandle> processes = withChildren();
        while (!processes.isEmpty() && System.nanoTime() - begin < limit.toNanos()) {
            processes.forEach(ProcessHandle::destroyForcibly);
            ended(processes);
            processes = withChildren();
        }
        return processes.isEmpty();
    }

    /** Where there is no /proc, the children, whose titles are their own, do not name the directory. */
    private List<ProcessHandle> withChildren() {
        return ServerProcesses.in(directory).certain().stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        if (!ended(processes)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            ended(processes);
        }
    }

    /** Asks again and again, since the end of a process whose parent does not wait for it is never reported. */
    private static boolean ended(List<ProcessHandle> processes) {
        long begin = System.nanoTime();
        while (processes.stream().anyMatch(ServerProcesses::lives)) {
            if (System.nanoTime() - begin >= COURTESY.toNanos()) {
                return false;
            }
            pause(EXIT_CHECK);
        }
        return true;
    }

    private boolean delete() {
        for (int attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
            if (deleteOnce()) {
                return true;
            }
            pause(STEP);
        }
        return false;
    }

    private boolean deleteOnce() {
        if (!Files.exists(directory)) {
            return true;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    /** An interrupt is restored afterwards: it must not cut the ending short, nor make the waits spin. */
    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
