package io.pgstride.batching.internal.bulk;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Names that nobody else has in the session. */
final class Names {
    private Names() {}

    static String unique() {
        return "pgstride_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
