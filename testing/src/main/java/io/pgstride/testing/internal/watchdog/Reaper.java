package io.pgstride.testing.internal.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Ends the processes of a server and deletes its directory. Two may work on the same directory.
 *
 * @param directory the directory of the server
 * @param quiet how long there must be no process before the directory is deleted
 */
public record Reaper(Path directory, Duration quiet) {
    private static final Duration COURTESY = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int DELETE_ATTEMPTS = 20;

    /** Blocks until all is gone; returns false if files could not be deleted. */
    public boolean reap() {
        long quietSince = System.nanoTime();
        while (true) {
            List<ProcessHandle> processes = ServerProcesses.in(directory);
            if (!processes.isEmpty()) {
                end(processes);
                quietSince = System.nanoTime();
            } else if (System.nanoTime() - quietSince >= quiet.toNanos()) {
                return delete();
            }
            pause();
        }
    }

    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        if (!ended(processes)) {
            processes.forEach(ProcessHandle::destroyForcibly);
            ended(processes);
        }
    }

    private static boolean ended(List<ProcessHandle> processes) {
        CompletableFuture<?>[] exits =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(exits).get(COURTESY.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private boolean delete() {
        for (int attempt = 1; attempt <= DELETE_ATTEMPTS; attempt++) {
            if (deleteOnce()) {
                return true;
            }
            pause();
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

    private static void pause() {
        try {
            Thread.sleep(STEP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
