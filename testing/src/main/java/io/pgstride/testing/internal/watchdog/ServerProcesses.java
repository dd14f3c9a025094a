package io.pgstride.testing.internal.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the processes that serve or prepare a directory.
 *
 * <p>A process counts if it runs a program of ours and names the directory: by its program file, an argument, its working
 * directory (where /proc tells), or by a pid file that was written while it lived. So neither a process that was given
 * the pid of an ended server nor somebody's {@code tail} of its log is taken for it.
 */
final class ServerProcesses {
    private static final Set<String> PROGRAMS = Set.of("postgres", "pg_ctl", "initdb");
    private static final Pattern SUFFIX = Pattern.compile("\\.exe$");
    private static final String REDIS = "redis-server";
    private static final List<String> PID_FILES = List.of("data/postmaster.pid", "redis.pid");
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

    private ServerProcesses() {}

    static List<ProcessHandle> in(Path directory) {
        Stream<ProcessHandle> running =
                ProcessHandle.allProcesses().filter(process -> isOurProgram(process) && names(process, directory));
        Stream<ProcessHandle> written = PID_FILES.stream()
                .map(directory::resolve)
                .flatMap(file -> writtenTo(file).stream())
                .filter(ServerProcesses::isOurProgram);
        return Stream.concat(running, written)
                .distinct()
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static boolean isOurProgram(ProcessHandle process) {
        String program = process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElseGet(() -> shortName(process));
        return PROGRAMS.contains(SUFFIX.matcher(program).replaceAll("")) || program.startsWith(REDIS);
    }

    /** Readable even where the program file of another user's process is not. */
    private static String shortName(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "comm"))
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean names(ProcessHandle process, Path directory) {
        String name = directory.toString();
        ProcessHandle.Info info = process.info();
        return info.command().filter(command -> command.startsWith(name)).isPresent()
                || Stream.of(info.arguments().orElse(new String[0])).anyMatch(argument -> argument.contains(name))
                || worksIn(process, directory);
    }

    private static boolean worksIn(ProcessHandle process, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static Optional<ProcessHandle> writtenTo(Path pidFile) {
        try (Stream<String> lines = Files.lines(pidFile)) {
            long pid = Long.parseLong(lines.findFirst().orElse("").strip());
            Instant written = Files.getLastModifiedTime(pidFile).toInstant();
            return ProcessHandle.of(pid)
                    .filter(process -> process.info()
                            .startInstant()
                            .filter(start -> start.isBefore(written.plus(CLOCK_GRAIN)))
                            .isPresent());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
