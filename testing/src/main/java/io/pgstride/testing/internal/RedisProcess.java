package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The process of a Redis server, which signals end, freeze and thaw. */
record RedisProcess(Process process, ServerDirectory directory) {

    /** Starts it; what it says is added to the log. */
    static RedisProcess start(ServerDirectory directory, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .start();
        return new RedisProcess(process, directory);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * As a crash does; also if it is frozen. Interrupts do not hasten it. A child that rewrites the append-only file would wait for its parent for 5 s.
     */
    void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** Lets it write what it wants to keep. Told again and again: while it writes its first append-only file, Redis refuses. */
    void stop() {
        Waiting.until(
                "the end of process " + pid() + " of Redis",
                () -> {
                    process.destroy();
                    return !isAlive();
                },
                directory::logTail);
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** The shell's own kill, as a program of that name need not be installed. */
    private void signal(String name) {
        try {
            Process sent = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(sent.getInputStream().readAllBytes(), UTF_8).strip();
            if (sent.waitFor() != 0) {
                throw new IllegalStateException("no SIG" + name + " for process " + pid() + " of Redis: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no shell to send SIG" + name + " with, as on Windows", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while SIG" + name + " was sent", e);
        }
    }
}
