package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rounds of one case and the values they yield.
 *
 * <p>A round goes metric by metric, and within a metric subject by subject, so that values which are compared are read next to
 * each other in time. Answers are compared as soon as all subjects have given theirs.
 */
final class CaseRun<S extends Subject> {
    private final String scenario;
    private final Case<S> benchmark;
    private final OpenSubjects<S> subjects;
    private final Map<Metric<S>, List<double[]>> valuesByRound = new LinkedHashMap<>();

    CaseRun(String scenario, Case<S> benchmark, OpenSubjects<S> subjects) {
        this.scenario = scenario;
        this.benchmark = benchmark;
        this.subjects = subjects;
        benchmark.metrics().forEach(metric -> valuesByRound.put(metric, new ArrayList<>()));
    }

    /** Runs what is timed until times have settled, and what has a clock of its own as often as it asks for. */
    void warmUp(Turns turns) throws Exception {
        for (Metric<S> metric : benchmark.metrics()) {
            if (metric.timing().isPresent()) {
                new WarmUp<>(metric.timing().get(), subjects, turns).run();
            }
            for (int i = 0; i < metric.warmUps(); i++) {
                readAll(metric, turns.next());
            }
        }
    }

    /** Reads every metric of every subject once, the subjects in the order of {@code turn}. */
    void round(List<Integer> turn) throws Exception {
        for (Map.Entry<Metric<S>, List<double[]>> entry : valuesByRound.entrySet()) {
            entry.getValue().add(readAll(entry.getKey(), turn));
        }
    }

    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        valuesByRound.forEach((metric, rounds) -> {
            for (int s = 0; s < subjects.size(); s++) {
                int subject = s;
                double[] values =
                        rounds.stream().mapToDouble(round -> round[subject]).toArray();
                if (!Double.isNaN(values[0])) {
                    figures.add(Figure.of(scenario, benchmark.name(), nameOf(s), metric, values));
                }
            }
        });
        return figures;
    }

    private double[] readAll(Metric<S> metric, List<Integer> turn) throws Exception {
        List<Reading> readings = new ArrayList<>(Collections.nCopies(subjects.size(), Reading.none()));
        for (int index : turn) {
            subjects.get(index).reset();
            readings.set(index, metric.read(subjects.get(index)));
        }
        Map<String, Answer> bySubject = new LinkedHashMap<>();
        for (int i = 0; i < readings.size(); i++) {
            if (readings.get(i).applies()) {
                bySubject.put(nameOf(i), readings.get(i).answer());
            }
        }
        Agreement.require(
                "Scenario " + scenario + ", case " + benchmark.name() + ", metric " + metric.name(), bySubject);
        return readings.stream().mapToDouble(Reading::value).toArray();
    }

    private String nameOf(int subject) {
        return benchmark.contenders().get(subject).name();
    }
}
