package io.pgstride.core.internal.telemetry;

import io.pgstride.core.PgstrideException;
import java.util.regex.Pattern;

/** The names of instruments: {@code pgstride.<module>.<what>}. */
public final class InstrumentNames {
    private static final Pattern NAME = Pattern.compile("pgstride(\\.[a-z][a-z0-9]*+(-[a-z0-9]++)*+){2,4}");

    private InstrumentNames() {}

    /** Refuses other names. */
    public static void require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new PgstrideException("Instrument name '" + name
                    + "' is malformed: use pgstride.<module>.<what>, lower-case words joined by hyphens");
        }
    }
}
