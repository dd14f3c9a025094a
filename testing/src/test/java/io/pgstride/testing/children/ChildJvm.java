package io.pgstride.testing.children;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A JVM of its own that runs {@link ServerMain}, to be killed or to be given less than this one has. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    public static Builder running(String... arguments) {
        return new Builder(List.of(arguments));
    }

    public Process process() {
        return process;
    }

    /** Reads on to the line that begins so and returns the rest of it. */
    public String await(String beginning) {
        List<String> seen = new ArrayList<>();
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                seen.add(line);
                if (line.startsWith(beginning)) {
                    return line.substring(beginning.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the child ended without " + beginning + " but said:\n" + String.join("\n", seen));
    }

    /** All that is still to come. */
    public String rest() {
        return out.lines().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** What the child gets. */
    public static final class Builder {
        private final List<String> arguments;
        private final List<String> options = new ArrayList<>();
        private final List<String> wrapper = new ArrayList<>();
        private Predicate<String> classPath = entry -> true;
        private Map<String, String> environment = Map.of();

        private Builder(List<String> arguments) {
            this.arguments = arguments;
            option("java.io.tmpdir", System.getProperty("java.io.tmpdir"));
        }

        public Builder option(String property, String value) {
            options.add("-D" + property + "=" + value);
            return this;
        }

        public Builder wrapper(String... command) {
            wrapper.addAll(List.of(command));
            return this;
        }

        public Builder without(String jar) {
            classPath = classPath.and(
                    entry -> !Path.of(entry).getFileName().toString().startsWith(jar));
            return this;
        }

        public Builder environment(Map<String, String> variables) {
            environment = variables;
            return this;
        }

        public ChildJvm start() {
            List<String> command = new ArrayList<>(wrapper);
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-XX:TieredStopAtLevel=1");
            command.addAll(options);
            command.addAll(List.of("-cp", path(), ServerMain.class.getName()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            try {
                return new ChildJvm(builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String path() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(classPath)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
