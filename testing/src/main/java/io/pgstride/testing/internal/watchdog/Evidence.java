package io.pgstride.testing.internal.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the system tells of a process, by the JDK and, on Linux, by /proc. */
record Evidence(ProcessHandle process) {

    boolean names(Path directory) {
        Pattern argument = Pattern.compile(Pattern.quote(directory.toString()) + "(?![\\w.-])");
        return runsFrom(directory)
                || arguments().anyMatch(word -> argument.matcher(word).find())
                || workingDirectory()
                        .filter(place -> place.startsWith(directory))
                        .isPresent();
    }

    boolean runsFrom(Path directory) {
        return process.info()
                .command()
                .filter(command -> Path.of(command).startsWith(directory))
                .isPresent();
    }

    /** Whether neither its arguments nor its working directory can be read. */
    boolean isSilent() {
        return process.info().arguments().isEmpty() && workingDirectory().isEmpty();
    }

    private Stream<String> arguments() {
        return Stream.of(process.info().arguments().orElse(new String[0]));
    }

    private Optional<Path> workingDirectory() {
        try {
            return Optional.of(Files.readSymbolicLink(proc("cwd")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Readable even where the program file of another user's process is not. */
    String shortName() {
        return read("comm").strip();
    }

    /** The state follows the program's name, which is in parentheses and may itself hold some (proc_pid_stat(5)). */
    boolean isZombie() {
        String stat = read("stat");
        return stat.startsWith(") Z", Math.max(0, stat.lastIndexOf(')')));
    }

    private String read(String file) {
        try {
            return Files.readString(proc(file));
        } catch (IOException e) {
            return "";
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
