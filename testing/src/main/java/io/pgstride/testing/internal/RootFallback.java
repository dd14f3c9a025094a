package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * How root starts a server, which PostgreSQL refuses to run as.
 *
 * <p>The library runs the programs in a user namespace ({@code unshare -U}). Many containers forbid that; there, scripts of the same
 * names run them as nobody, and the data directory is nobody's.
 */
final class RootFallback {
    static final String HINT = """

            Root cannot run PostgreSQL itself, and neither a user namespace (unshare -U) nor another user (setpriv) works here. Run \
            the tests as another user, allow user namespaces, or choose another server with the system property pgstride.postgres.""";

    private static final int NOBODY = 65_534;
    private static final List<String> PROGRAMS = List.of("initdb", "pg_ctl", "postgres");

    private RootFallback() {}

    /** Whether this process is root where user namespaces are forbidden. */
    static boolean isNeeded(Path ownFile) throws IOException {
        return ownFile.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Integer.valueOf(0).equals(Files.getAttribute(ownFile, "unix:uid"))
                && !LinuxUtils.isUnshareAvailable()
                && BinariesPlatform.current().system().equals("linux");
    }

    /** Makes the scripts beside the binaries, in a directory that the library takes for them. */
    static void writeScripts(Path unpacked, Path directory) throws IOException {
        Path scripts = directory.resolve(unpacked.getFileName());
        if (!BinariesCache.isComplete(scripts)) {
            Files.createDirectories(directory);
            Path fresh = BinariesCache.newDirectory(directory);
            for (String program : PROGRAMS) {
                script(
                        fresh.resolve("bin").resolve(program),
                        unpacked.resolve("bin").resolve(program));
            }
            BinariesCache.complete(fresh, scripts);
        }
    }

    static void giveAway(Path data) throws IOException {
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(data, "unix:uid", NOBODY);
    }

    /** Also what was copied below it, where it is needed. */
    static void giveAwayAll(Path ownFile, Path data) throws IOException {
        if (isNeeded(ownFile)) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.toList()) {
                    Files.setAttribute(file, "unix:uid", NOBODY);
                }
            }
        }
    }

    private static void script(Path script, Path program) throws IOException {
        Files.createDirectories(script.getParent());
        Files.writeString(
                script, """
                #!/bin/sh
                exec setpriv --reuid=%d --regid=%d --clear-groups '%s' "$@"
                """.formatted(NOBODY, NOBODY, program.toString().replace("'", "'\\''")));
        if (!script.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + script + " executable");
        }
    }
}
