package io.pgstride.testing.internal;

import io.pgstride.testing.internal.watchdog.Reaper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Unpacks binaries where the library looks for them, so that they are there whole or not at all.
 *
 * <p>The library itself unpacks in place and takes up an interrupted unpacking by trusting the files that are there, so a JVM that was
 * killed meanwhile would leave broken binaries for ever.
 *
 * @param directory where unpacked binaries stay for the next time
 */
record BinariesCache(Path directory) {
    private static final String COMPLETE = ".exists";

    /** The directory of the unpacked binaries, in the library's naming. */
    Path unpack(Binaries binaries) throws IOException {
        byte[] archive;
        try (InputStream in = binaries.getPgBinary("", "")) {
            archive = in.readAllBytes();
        }
        Path unpacked = directory.resolve("PG-" + DigestUtils.md5Hex(archive));
        if (!isComplete(unpacked)) {
            Files.createDirectories(directory);
            Path fresh = newDirectory(directory);
            Archives.unpackTarXz(new ByteArrayInputStream(archive), fresh);
            complete(fresh, unpacked);
        }
        return unpacked;
    }

    /** Temporary directories are made for their owner alone, but {@link RootFallback} runs programs as another user. */
    static Path newDirectory(Path parent) throws IOException {
        Path fresh = Files.createTempDirectory(parent, "new-");
        File file = fresh.toFile();
        if (!file.setReadable(true, false) || !file.setExecutable(true, false)) {
            throw new IOException("cannot make " + fresh + " readable");
        }
        return fresh;
    }

    static boolean isComplete(Path unpacked) {
        return Files.exists(unpacked.resolve(COMPLETE));
    }

    /** Another process may have been quicker, or an earlier one may have left a half. */
    static void complete(Path fresh, Path unpacked) throws IOException {
        Files.createFile(fresh.resolve(COMPLETE));
        if (Files.exists(unpacked) && !isComplete(unpacked)) {
            delete(unpacked);
        }
        try {
            Files.move(fresh, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(fresh);
            if (!isComplete(unpacked)) {
                throw e;
            }
        }
    }

    private static void delete(Path path) {
        new Reaper(path, Duration.ZERO).reap();
    }
}
