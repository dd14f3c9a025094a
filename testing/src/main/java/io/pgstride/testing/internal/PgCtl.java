package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own program for starting and stopping a server, as the library runs it.
 *
 * @param program of the server's version
 */
record PgCtl(Path program, ServerDirectory directory) {

    /** Ends the server as a crash does and starts it with the options that it had; blocks until it has recovered and answers. */
    void restart() {
        run("restart", "-m", "immediate", "-w", "-t", "60");
    }

    /** Ends the server with its sessions; blocks until it is gone. */
    void stop() {
        run("stop", "-m", "fast", "-w", "-t", "60");
    }

    private void run(String order, String... options) {
        List<String> command = new ArrayList<>();
        try {
            if (isRoot() && LinuxUtils.isUnshareAvailable()) {
                command.addAll(List.of("unshare", "-U"));
            }
            command.addAll(
                    List.of(program.toString(), order, "-D", directory.data().toString()));
            command.addAll(List.of(options));
            run(order, command);
        } catch (IOException e) {
            throw failure(order, "could not be run: " + e.getMessage(), e);
        }
    }

    /** The server inherits what its output goes to, so that it must be a file. */
    private void run(String order, List<String> command) throws IOException {
        File log = directory.log().toFile();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw failure(order, "ended with " + exit, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(order, "was interrupted", e);
        }
    }

    private boolean isRoot() throws IOException {
        return directory.path().getFileSystem().supportedFileAttributeViews().contains("unix")
                && Integer.valueOf(0).equals(Files.getAttribute(directory.path(), "unix:uid"));
    }

    private ServerStartException failure(String order, String what, @Nullable Throwable cause) {
        return new ServerStartException(
                "Embedded PostgreSQL did not do as it was told, pg_ctl " + order + " " + what
                        + "\nThe end of its log:\n" + directory.logTail(),
                cause);
    }
}
