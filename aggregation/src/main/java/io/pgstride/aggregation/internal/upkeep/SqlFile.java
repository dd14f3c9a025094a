package io.pgstride.aggregation.internal.upkeep;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of statements with places to fill: {@code {parent}}. What fills them is SQL that jOOQ has rendered. */
public final class SqlFile {
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");

    private SqlFile() {}

    /**
     * {@return its statements}
     *
     * @param path below this module's internal package
     * @param parts by the names of the places
     */
    public static String filled(String path, Map<String, String> parts) {
        return PLACE.matcher(read(path)).replaceAll(place -> {
            String name = place.group(1);
            return Matcher.quoteReplacement(Objects.requireNonNull(parts.get(name), () -> path + ": {" + name + "}"));
        });
    }

    private static String read(String path) {
        String name = "/io/pgstride/aggregation/internal/" + path;
        try (InputStream in = Objects.requireNonNull(SqlFile.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the statements cannot be read from " + name, e);
        }
    }
}
