package io.pgstride.benchmarks.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds the subjects' answers of one metric in one round against each other. */
final class Agreement {
    private Agreement() {}

    /**
     * Refuses answers that are not all equal, and names the first subject that departs from what most subjects answered.
     *
     * @param answers by subject, in the order of the case; at least one
     */
    static void require(String where, Map<String, Answer> answers) throws DisagreementException {
        List<Map.Entry<String, Answer>> most = largestGroup(List.copyOf(answers.entrySet()));
        Answer expected = most.get(0).getValue();
        for (Map.Entry<String, Answer> entry : answers.entrySet()) {
            Optional<String> difference = expected.firstDifference(entry.getValue());
            if (difference.isPresent()) {
                String others = most.stream().map(Map.Entry::getKey).collect(Collectors.joining(", "));
                throw new DisagreementException(where, entry.getKey(), others, difference.get());
            }
        }
    }

    private static List<Map.Entry<String, Answer>> largestGroup(List<Map.Entry<String, Answer>> answers) {
        List<Map.Entry<String, Answer>> largest = List.of();
        for (Map.Entry<String, Answer> candidate : answers) {
            List<Map.Entry<String, Answer>> same = answers.stream()
                    .filter(entry -> candidate.getValue().equals(entry.getValue()))
                    .toList();
            largest = same.size() > largest.size() ? same : largest;
        }
        return largest;
    }
}
