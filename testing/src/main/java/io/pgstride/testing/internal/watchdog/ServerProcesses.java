package io.pgstride.testing.internal.watchdog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The processes that serve or prepare a directory.
 *
 * <p>A process counts only if it runs a program of ours and itself names the directory: by its program file, an argument, or its
 * working directory (where /proc tells). A pid file only nominates: its number may by now, or in another container, be that of a
 * stranger. A nominee that shows neither arguments nor working directory (Windows, another user's) counts if its program lies
 * under our root, and is doubtful if not. Zombies do not count: they hold nothing, and nobody but their parent can end them.
 *
 * @param certain those to be ended
 * @param doubtful those that may be the server's or a stranger's, so are not to be ended
 */
record ServerProcesses(List<ProcessHandle> certain, List<ProcessHandle> doubtful) {
    private static final Set<String> PROGRAMS = Set.of("postgres", "pg_ctl", "initdb");
    private static final Pattern SUFFIX = Pattern.compile("\\.exe$");
    private static final String REDIS = "redis-server";
    private static final List<String> PID_FILES = List.of("data/postmaster.pid", "redis.pid");
    private static final Duration CLOCK_GRAIN = Duration.ofSeconds(2);

    static ServerProcesses in(Path directory) {
        List<ProcessHandle> naming = ProcessHandle.allProcesses()
                .filter(process -> isOurProgram(process) && new Evidence(process).names(directory))
                .filter(ServerProcesses::lives)
                .toList();
        List<ProcessHandle> silent = PID_FILES.stream()
                .map(directory::resolve)
                .flatMap(file -> writtenTo(file).stream())
                .filter(process -> isOurProgram(process) && new Evidence(process).isSilent())
                .filter(process -> !naming.contains(process) && lives(process))
                .distinct()
                .toList();
        return new ServerProcesses(
                Stream.concat(naming.stream(), silent.stream().filter(process -> isOfRoot(process, directory)))
                        .toList(),
                silent.stream().filter(process -> !isOfRoot(process, directory)).toList());
    }

    private static boolean isOfRoot(ProcessHandle process, Path directory) {
        Path servers = directory.getParent();
        return servers != null
                && servers.getParent() != null
                && new Evidence(process).runsFrom(servers.resolveSibling("binaries"));
    }

    static boolean lives(ProcessHandle process) {
        return process.isAlive() && !new Evidence(process).isZombie();
    }

    private static boolean isOurProgram(ProcessHandle process) {
        return isOurProgram(process.info().command(), () -> new Evidence(process).shortName());
    }

    /** A command of "/", which names no file, is what a container's process shows while it goes. */
    static boolean isOurProgram(Optional<String> command, Supplier<String> shortName) {
        String program =
                command.map(Path::of).map(Path::getFileName).map(Path::toString).orElseGet(shortName);
        return PROGRAMS.contains(SUFFIX.matcher(program).replaceAll("")) || program.startsWith(REDIS);
    }

    private static Optional<ProcessHandle> writtenTo(Path pidFile) {
        try {
            long pid = Long.parseLong(
                    Files.readString(pidFile).lines().findFirst().orElse("").strip());
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
