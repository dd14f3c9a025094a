package io.pgstride.testing.internal;

import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final List<String> BOOTSTRAP_SCRIPTS =
            List.of("share/postgresql/postgres.bki", "share/postgres.bki");
    private static final Pattern BOOTSTRAP_HEADER = Pattern.compile("# PostgreSQL (\\d+)");
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

    boolean isUnknown() {
        return version.equals(UNKNOWN);
    }

    /** The version for messages. */
    String label() {
        return isUnknown() ? "of unknown version" : version.toString();
    }

    /** The major in the jar's name, or else the one that the unpacked bootstrap script begins with, as initdb demands. */
    int majorIn(Path unpacked) throws IOException {
        if (!isUnknown()) {
            return major();
        }
        for (String script : BOOTSTRAP_SCRIPTS) {
            Path file = unpacked.resolve(script);
            if (Files.exists(file)) {
                Matcher header = BOOTSTRAP_HEADER.matcher(Files.readString(file));
                if (header.lookingAt()) {
                    return Integer.parseInt(header.group(1));
                }
            }
        }
        throw new IOException("the binaries at " + location
                + " name their version neither in the jar's name nor in any of " + BOOTSTRAP_SCRIPTS);
    }

    private static Binaries at(URL url) {
        Matcher version = VERSION.matcher(url.toString());
        return new Binaries(URI.create(url.toString()), version.find() ? parse(version.group(1)) : UNKNOWN);
    }

    private static Runtime.Version parse(String version) {
        return Runtime.Version.parse(FINAL_ZEROS.matcher(version).replaceAll(""));
    }
}
