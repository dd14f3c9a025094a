package io.pgstride.examples.tour;

import io.pgstride.core.PostgresUrl;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** How a tour is to run.
 *
 * @param events how many rows {@code events} gets; the other tables follow in proportion
 * @param url the user's own server; empty for an embedded one
 * @param output the folder of the reports, made when missing
 */
public record TourOptions(long events, Optional<String> url, Path output) {
    static final long DEFAULT_EVENTS = 1_000_000;
    static final long FEWEST_EVENTS = 10_000;
    static final long MOST_EVENTS = 1_000_000_000;

    public TourOptions {
        if (events < FEWEST_EVENTS || events > MOST_EVENTS) {
            throw new TourException(
                    "tour.rows is %,d; give a number from %,d to %,d.".formatted(events, FEWEST_EVENTS, MOST_EVENTS));
        }
        if (!url.map(PostgresUrl::isWellFormed).orElse(true)) {
            throw new TourException("tour.url is not an address of PostgreSQL; give one of the form"
                    + " jdbc:postgresql://HOST[:PORT]/DATABASE?user=me, special characters percent-encoded.");
        }
    }

    /**
     * Reads {@code tour.rows}, {@code tour.url} and {@code tour.output}. The address may also come as {@code TOUR_URL} from
     * the environment, which other users of the machine do not see.
     */
    static TourOptions from(Properties properties, Map<String, String> environment) {
        return new TourOptions(
                given(properties.getProperty("tour.rows"))
                        .map(TourOptions::number)
                        .orElse(DEFAULT_EVENTS),
                given(properties.getProperty("tour.url")).or(() -> given(environment.get("TOUR_URL"))),
                Path.of(given(properties.getProperty("tour.output")).orElse("target/tour")));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new TourException("tour.rows is not a number; give one such as -Dtour.rows=5000000.", e);
        }
    }

    /** Leaves out the address, which may hold a password. */
    @Override
    public String toString() {
        return "TourOptions[events=" + events + ", url=" + (url.isPresent() ? "given" : "none") + ", output=" + output
                + "]";
    }
}
