package io.pgstride.testing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The process of a Redis server, which signals end, freeze and thaw. */
record RedisProcess(Process process) {

    /** Starts it; what it says is added to the log. */
    static RedisProcess start(ServerDirectory directory, List<String> command) throws IOException {
        return new RedisProcess(new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .start());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As the out-of-memory killer does; also if it is frozen. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Lets it write what it wants to keep. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void awaitEnd() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while process " + pid() + " of Redis ended", e);
        }
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
