package io.pgstride.routing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a statement went, or would go, where it did. An immutable value.
 *
 * @param route what was asked for
 * @param candidates every host, in the order of their adding
 */
public record RouteExplanation(Route route, List<Candidate> candidates) {

    /**
     * Copies.
     *
     * @param route what was asked for
     * @param candidates copied
     */
    public RouteExplanation {
        candidates = List.copyOf(candidates);
    }

    /**
     * One host.
     *
     * @param status what was known of it
     * @param verdict why it was chosen or not
     * @param reason the same for people, with the figures
     */
    public record Candidate(HostStatus status, Verdict verdict, String reason) {}

    /** {@return the host that was chosen; empty if none was fit} */
    public Optional<String> chosen() {
        return candidates.stream()
                .filter(candidate -> candidate.verdict == Verdict.CHOSEN)
                .map(candidate -> candidate.status.host())
                .findFirst();
    }

    /** One line for each host. */
    @Override
    public String toString() {
        return candidates.stream()
                .map(candidate -> candidate.status.host() + ": " + candidate.verdict + ", " + candidate.reason)
                .collect(Collectors.joining("\n", route + "\n", ""));
    }
}
