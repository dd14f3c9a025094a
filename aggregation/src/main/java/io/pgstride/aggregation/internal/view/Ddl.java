package io.pgstride.aggregation.internal.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The DDL file of the history. */
public final class Ddl {
    private static final String PATH = "/io/pgstride/aggregation/view/view-refresh.sql";

    private Ddl() {}

    /** Its text. */
    public static String text() {
        try (InputStream in = Objects.requireNonNull(Ddl.class.getResourceAsStream(PATH), PATH)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the DDL cannot be read from " + PATH, e);
        }
    }
}
