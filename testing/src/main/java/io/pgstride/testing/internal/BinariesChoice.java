package io.pgstride.testing.internal;

import io.pgstride.testing.ServerStartException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Picks the binaries of a major among those on the class path, the newest where none is asked for.
 *
 * @param platform what they must run on
 * @param major the PostgreSQL major, or empty for any
 */
record BinariesChoice(BinariesPlatform platform, OptionalInt major) {
    private static final int DEFAULT_MAJOR = 17;
    private static final Map<Integer, String> RELEASES =
            Map.of(14, "14.24.0", 15, "15.19.0", 16, "16.15.0", 17, "17.11.0", 18, "18.6.0");

    /** Throws {@link ServerStartException} with the dependency to add if there are none. */
    Binaries find() {
        return platform.resources().stream()
                .map(resource -> newest(Binaries.onClassPath(resource)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new ServerStartException(missing()));
    }

    /** Binaries of unknown version fit every major; the server that they start is asked. */
    private Optional<Binaries> newest(List<Binaries> found) {
        return found.stream()
                .filter(binaries -> major.isEmpty() || binaries.major() == major.getAsInt() || binaries.isUnknown())
                .max(Binaries.OLDEST_FIRST);
    }

    private String missing() {
        int wanted = major.orElse(DEFAULT_MAJOR);
        return """
                No PostgreSQL %d binaries for %s on the class path (there: %s). Add the test dependency \
                <dependency><groupId>io.zonky.test.postgres</groupId><artifactId>%s</artifactId>\
                <version>%s</version></dependency>, or choose another server with the system property pgstride.postgres.""".formatted(
                        wanted, platform, there(), platform.artifact(), RELEASES.getOrDefault(wanted, wanted + ".0.0"));
    }

    private String there() {
        String versions = platform.resources().stream()
                .flatMap(resource -> Binaries.onClassPath(resource).stream())
                .map(Binaries::label)
                .collect(Collectors.joining(", "));
        return versions.isEmpty() ? "none" : versions;
    }
}
