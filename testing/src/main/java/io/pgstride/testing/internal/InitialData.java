package io.pgstride.testing.internal;

import java.io.IOException;
import java.nio.file.Path;

/** What a server's data directory holds before its first start; where nothing, it is initialised. */
@FunctionalInterface
interface InitialData {
    InitialData NONE = data -> {};

    /** Fills the directory, which need not exist. */
    void fill(Path data) throws IOException;
}
