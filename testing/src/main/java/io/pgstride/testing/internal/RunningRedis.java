package io.pgstride.testing.internal;

import java.net.URI;
import java.util.Optional;

/** A Redis server that answers. */
public interface RunningRedis extends AutoCloseable {

    URI uri();

    void flush();

    /** The server as one that is ended and started, if it can be. */
    default Optional<EmbeddedRedis> embedded() {
        return Optional.empty();
    }

    /** Ends the server if it is ours; a second call does nothing. */
    @Override
    void close();
}
