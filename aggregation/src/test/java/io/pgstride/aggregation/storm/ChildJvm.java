package io.pgstride.aggregation.storm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A JVM of its own, to be killed. What it prints is kept. */
final class ChildJvm implements AutoCloseable {
    static final String WORKING = "working";

    private final Process process;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private ChildJvm(Process process) {
        this.process = process;
        BufferedReader out = process.inputReader();
        CompletableFuture.runAsync(() -> read(out), task -> {
            Thread reader = new Thread(task, "output of child " + process.pid());
            reader.setDaemon(true);
            reader.start();
        });
    }

    static ChildJvm start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dorg.jooq.no-logo=true",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildJvm(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWorking() {
        return process.isAlive() && lines.contains(WORKING);
    }

    /** By SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    String output() {
        return String.join("\n", lines);
    }

    private void read(BufferedReader out) {
        try (out) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("its output ended with " + e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
