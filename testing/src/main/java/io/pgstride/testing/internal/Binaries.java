package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An archive of PostgreSQL binaries on the class path.
 *
 * @param location where it is
 * @param version the version in the jar's name, {@link #UNKNOWN} where it has none
 */
record Binaries(URI location, Runtime.Version version) implements PgBinaryResolver {
    static final Runtime.Version UNKNOWN = Runtime.Version.parse("1");
    static final Comparator<Binaries> OLDEST_FIRST = Comparator.comparing(Binaries::version);

    private static final Pattern VERSION = Pattern.compile("-(\\d+(?:\\.\\d+)*)[^/]*\\.jar!");
    private static final Pattern FINAL_ZEROS = Pattern.compile("(\\.0+)+$");

    static List<Binaries> onClassPath(String resource) {
        try {
            return Collections.list(Binaries.class.getClassLoader().getResources(resource)).stream()
                    .map(Binaries::at)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream getPgBinary(String system, String machine) throws IOException {
        return location.toURL().openStream();
    }

    int major() {
        return version.feature();
    }

    private static Binaries at(URL url) {
        Matcher version = VERSION.matcher(url.toString());
        return new Binaries(URI.create(url.toString()), version.find() ? parse(version.group(1)) : UNKNOWN);
    }

    private static Runtime.Version parse(String version) {
        return Runtime.Version.parse(FINAL_ZEROS.matcher(version).replaceAll(""));
    }
}
