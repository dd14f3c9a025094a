package io.pgstride.testing.internal;

import java.net.URI;

/** A Redis server that answers. */
public interface RunningRedis extends AutoCloseable {

    URI uri();

    void flush();

    /** Ends the server if it is ours; a second call does nothing. */
    @Override
    void close();
}
