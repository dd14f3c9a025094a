package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started, and started again.
 *
 * @param directory its own, in which its program is
 * @param command that runs it there
 * @param uri where it will answer
 * @param asked whether that port was asked for
 */
record RedisLaunch(ServerDirectory directory, List<String> command, URI uri, boolean asked) {

    static RedisLaunch of(ServerDirectory directory, int port, RedisSpec spec) throws IOException {
        return new RedisLaunch(
                directory,
                RedisProgram.install(directory, port, spec),
                URI.create("redis://127.0.0.1:" + port),
                spec.port().isPresent());
    }

    /** Blocks until it answers with the data that it has. */
    RedisProcess run() {
        long heard = directory.logSize();
        try {
            RedisProcess process = RedisProcess.start(directory, command);
            awaitAnswerOrEnd(process);
            if (process.isAlive()) {
                return process;
            }
        } catch (IOException e) {
            throw failure(String.valueOf(e.getMessage()), e);
        }
        String log = directory.logFrom(heard).strip();
        throw log.contains("Address already in use") ? taken(new IOException(log)) : failure(log, null);
    }

    private void awaitAnswerOrEnd(RedisProcess process) {
        try {
            Waiting.until("an answer of " + uri, () -> !process.isAlive() || isAnsweredBy(process), directory::logTail);
        } catch (IllegalStateException e) {
            process.kill();
            throw e;
        }
    }

    /** Another server may have been quicker to take the port. */
    private boolean isAnsweredBy(RedisProcess process) {
        try {
            List<String> info = RedisConnection.run(uri, "INFO").lines().toList();
            return info.contains("process_id:" + process.pid()) && !info.contains("loading:1");
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private RuntimeException taken(IOException cause) {
        return asked
                ? Ports.taken(EmbeddedRedis.NAME, uri.getPort(), cause)
                : new PortTakenException(uri.getPort(), cause);
    }

    private ServerStartException failure(String reason, @Nullable Throwable cause) {
        return new ServerStartException(
                "Embedded Redis did not start on port " + uri.getPort() + " (" + System.getProperty("os.name") + ", "
                        + System.getProperty("os.arch") + "): " + reason
                        + "\nIf its binary does not run on this platform, choose another server with " + Setting.REDIS
                        + ".",
                cause);
    }
}
