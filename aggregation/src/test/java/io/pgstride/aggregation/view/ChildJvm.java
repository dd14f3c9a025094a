package io.pgstride.aggregation.view;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A JVM of its own, told what to do line by line, and to be killed. What it prints is kept. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final PrintWriter input;
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

    private ChildJvm(Process process) {
        this.process = process;
        this.input = new PrintWriter(process.outputWriter(), true);
        Thread reader = new Thread(() -> read(process.inputReader()), "output of child " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static ChildJvm start(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
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

    void tell(String line) {
        input.println(line);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** By SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
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
