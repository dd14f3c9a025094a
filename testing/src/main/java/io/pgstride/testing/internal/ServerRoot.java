package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import io.pgstride.testing.internal.watchdog.Reaper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in java.io.tmpdir under which one user's embedded servers live, with the binaries they share.
 *
 * <p>Each server directory holds a lock file that its JVM keeps locked, so a directory whose lock is free has lost its owner; this
 * holds across containers that share the directory but not their process ids. A JVM must never open the lock files of its own
 * directories again: closing any channel to a file gives up all POSIX locks that the process has on it. It knows its own by the
 * process id and start time in their names.
 */
final class ServerRoot {
    static final String OWNER_LOCK = "owner.lock";

    private static final Logger LOG = LoggerFactory.getLogger(ServerRoot.class);

    private final Path path;

    private ServerRoot(Path path) {
        this.path = path;
    }

    /** Makes the directory, or makes sure that the one there is the user's own: programs are run from it. */
    static ServerRoot open() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        Path path = temporary.resolve("pgstride-" + user).toAbsolutePath();
        if (!Files.isDirectory(temporary)) {
            Files.createDirectories(temporary);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            create(path);
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new ServerStartException(
                    path + " is a link or a file, not the directory for embedded servers; remove it, or "
                            + "choose another place with -Djava.io.tmpdir");
        }
        requireOwn(path);
        Files.createDirectories(path.resolve("servers"));
        return new ServerRoot(path);
    }

    /** It is never there with more permissions; another process may be quicker. */
    private static void create(Path path) throws IOException {
        try {
            if (hasPosixPermissions(path)) {
                Files.createDirectory(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(path);
            }
        } catch (FileAlreadyExistsException e) {
            LOG.debug("Embedded servers: {} was created by another process", path, e);
        }
    }

    private static boolean hasPosixPermissions(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static void requireOwn(Path path) throws IOException {
        UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
        boolean own = Files.isWritable(path);
        if (own) {
            Path probe = Files.createTempFile(path, "probe", "");
            own = Files.getOwner(probe).equals(owner);
            Files.delete(probe);
        }
        if (!own) {
            throw new ServerStartException(
                    "The directory " + path + " belongs to " + owner
                            + ", not to the user that runs the tests; remove it, or choose another place with -Djava.io.tmpdir");
        }
    }

    /** Lets another user reach, but not list, what is below; for {@link RootFallback}. */
    void letOthersThrough() throws IOException {
        permit(path, "rwx--x--x");
        permit(binariesAsNobody(), "rwxr-xr-x");
    }

    private static void permit(Path directory, String permissions) throws IOException {
        if (hasPosixPermissions(directory)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
        }
    }

    Path servers() {
        return path.resolve("servers");
    }

    Path binaries() {
        return path.resolve("binaries");
    }

    /** For {@link RootFallback}. */
    Path binariesAsNobody() {
        return path.resolve("binaries-as-nobody");
    }

    /** Excludes other processes from creating and sweeping until the channel is closed. */
    FileChannel lock() throws IOException {
        FileChannel channel = open(path.resolve("root.lock"));
        channel.lock();
        return channel;
    }

    /** Ends what is left of servers whose owner is gone, for whom no watchdog came. */
    void sweep() throws IOException {
        for (Path directory : others()) {
            try (FileChannel channel = open(directory.resolve(OWNER_LOCK));
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    LOG.info("Embedded servers: sweeping {}, whose owner is gone", directory);
                    reap(directory);
                }
            } catch (OverlappingFileLockException | java.nio.file.NoSuchFileException e) {
                LOG.debug("Embedded servers: {} is not ours to sweep", directory, e);
            }
        }
    }

    private static void reap(Path directory) {
        if (!new Reaper(directory, Duration.ZERO).reap()) {
            LOG.warn(
                    "Embedded servers: {} stays; a process of its pid file does not end or may be a stranger's, or files cannot "
                            + "be deleted. End that process if it is an old server, then delete the directory.",
                    directory);
        }
    }

    private List<Path> others() throws IOException {
        FileChannel creatorsExcluded = lock();
        try (Stream<Path> directories = Files.list(servers())) {
            return directories
                    .filter(directory -> !directory.getFileName().toString().contains(ServerDirectory.OWNER))
                    .toList();
        } finally {
            creatorsExcluded.close();
        }
    }

    static FileChannel open(Path lockFile) throws IOException {
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
