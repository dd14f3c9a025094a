package io.pgstride.batching.internal.bulk;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.Name;
import org.jooq.impl.DSL;

/** Names that nobody else has in the session. */
final class Names {
    private Names() {}

    static Name unique() {
        return DSL.quotedName("pgstride_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }
}
