package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class RunnerTest {
    private static final Metric<Fake> READS =
            Metric.exact("reads", "count", fake -> new Reading(++fake.reads, fake.answers.apply(fake.reads)));
    private static final Metric<Fake> RESETS =
            Metric.exact("resets", "count", fake -> new Reading(fake.resets, Answer.none()));

    private final List<String> trace = new ArrayList<>();
    private final Runner runner = new Runner(new Rounds(5), 42, line -> {});

    @Test
    void figuresAreOfAllRounds() throws Exception {
        List<Figure> figures = runner.run("s", new Case<>("c", List.of(fake("a"), fake("b")), List.of(READS)));

        assertThat(figures)
                .containsExactly(
                        new Figure("s", "c", "a", "reads", "count", 3, 1, 5, 5),
                        new Figure("s", "c", "b", "reads", "count", 3, 1, 5, 5));
    }

    @Test
    void aCaseOfFaultsHasRoundsOfItsOwn() throws Exception {
        Case<Fake> two = new Case<>("c", List.of(fake("a")), List.of(READS)).rounds(Rounds.ofFaults(2));

        assertThat(runner.run("s", two)).singleElement().returns(2, Figure::rounds);
    }

    @Test
    void figuresLeaveTheWarmUpOut() throws Exception {
        Metric<Fake> timed = Metric.millis("ms", Pace.once(), fake -> {
            fake.reads++;
            return Outcome.one(fake.answers.apply(fake.reads));
        });
        Contender<Fake> coldOnce = fake("a", read -> new Answer(List.of(read <= 2 ? "cold" : "same")));

        List<Figure> figures = runner.run("s", new Case<>("c", List.of(coldOnce, fake("b")), List.of(timed, READS)));

        assertThat(figures.get(0).rounds()).isEqualTo(5);
        assertThat(figures.get(2).min()).isEqualTo(4);
    }

    @Test
    void whatHasAClockOfItsOwnIsWarmedUpAsOftenAsItAsksFor() throws Exception {
        Metric<Fake> own = Metric.clocked("own", "s", 3, fake -> new Reading(++fake.reads, Answer.none()));

        List<Figure> figures = runner.run("s", new Case<>("c", List.of(fake("a")), List.of(own)));

        assertThat(figures).containsExactly(new Figure("s", "c", "a", "own", "s", 6, 4, 8, 5));
    }

    @Test
    void aSubjectToWhichAMetricDoesNotApplyHasNoFigureAndNoSay() throws Exception {
        Metric<Fake> some = Metric.clocked(
                "some",
                "s",
                0,
                fake -> fake.name.equals("b") ? Reading.none() : new Reading(1, new Answer(List.of(1))));

        List<Figure> figures =
                runner.run("s", new Case<>("c", List.of(fake("a"), fake("b"), fake("c")), List.of(some)));

        assertThat(figures).extracting(Figure::subject).containsExactly("a", "c");
    }

    @Test
    void aCaseIsPreparedBeforeItsSubjects() throws Exception {
        Case.Preparation preparation = () -> trace.add("prepare");
        Contender<Fake> contender = new Contender<>("a", () -> {
            trace.add("open");
            return new Fake("a", read -> Answer.none(), trace);
        });

        runner.run("s", new Case<>("c", preparation, List.of(contender), List.of(READS)));

        assertThat(trace).startsWith("prepare", "open", "reset a");
    }

    @Test
    void subjectsTakeTurnsWithinEachMetricAndEachRound() throws Exception {
        runner.run("s", new Case<>("c", List.of(fake("a"), fake("b"), fake("c")), List.of(READS, RESETS)));

        List<String> resets = trace.stream().filter(t -> t.startsWith("reset")).toList();
        assertThat(resets).hasSize(3 * 2 * 5);
        for (int i = 0; i < resets.size(); i += 3) {
            assertThat(resets.subList(i, i + 3)).containsExactlyInAnyOrder("reset a", "reset b", "reset c");
        }
        assertThat(resets.stream().limit(6).toList())
                .isNotEqualTo(resets.stream().skip(6).limit(6).toList());
    }

    @Test
    void aSubjectIsResetBeforeEveryReading() throws Exception {
        List<Figure> figures = runner.run("s", new Case<>("c", List.of(fake("a")), List.of(RESETS)));

        assertThat(figures.get(0).max()).isEqualTo(5);
    }

    @Test
    void aSubjectThatAnswersOtherwiseFailsTheRun() {
        Contender<Fake> wrong = fake("wrong", read -> new Answer(List.of("same", "secret")));
        Case<Fake> benchmark = new Case<>("c", List.of(wrong, fake("a"), fake("b")), List.of(READS));

        assertThatThrownBy(() -> runner.run("s", benchmark))
                .isInstanceOf(DisagreementException.class)
                .hasMessage("Scenario s, case c, metric reads: subject wrong answers otherwise than a, b: "
                        + "2 items instead of 1");
        assertThat(trace).endsWith("close b", "close a", "close wrong");
    }

    @Test
    void aSubjectThatGoesWrongInALaterRoundFailsTheRun() {
        Contender<Fake> late = fake("late", read -> new Answer(List.of(read < 5 ? "same" : "secret")));
        Case<Fake> benchmark = new Case<>("c", List.of(fake("a"), late, fake("b")), List.of(READS));

        assertThatThrownBy(() -> runner.run("s", benchmark))
                .isInstanceOf(DisagreementException.class)
                .hasMessageContaining("subject late")
                .hasMessageEndingWith("item 1 of 1 is another one")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aSubjectThatCannotOpenClosesThoseBeforeIt() {
        Contender<Fake> broken = new Contender<>("broken", () -> {
            throw new IllegalStateException("no");
        });
        Case<Fake> benchmark = new Case<>("c", List.of(fake("a"), broken), List.of(READS));

        assertThatThrownBy(() -> runner.run("s", benchmark)).hasMessage("no");
        assertThat(trace).containsExactly("close a");
    }

    @Test
    void fewRoundsAndTwinsAreRefused() {
        assertThatThrownBy(() -> new Rounds(4)).hasMessageContaining("5 rounds");
        assertThatThrownBy(() -> new Case<>("c", List.of(fake("a"), fake("a")), List.of(READS)))
                .hasMessage("Case c has the subject a twice");
        assertThatThrownBy(() -> new Case<>("c", List.of(fake("a")), List.of(READS, READS)))
                .hasMessage("Case c has the metric reads twice");
        assertThatThrownBy(() -> new Case<>("c", List.<Contender<Fake>>of(), List.of(READS)))
                .hasMessage("Case c has no subject");
    }

    private Contender<Fake> fake(String name) {
        return fake(name, read -> new Answer(List.of("same")));
    }

    private Contender<Fake> fake(String name, IntFunction<Answer> answers) {
        return new Contender<>(name, () -> new Fake(name, answers, trace));
    }

    private static final class Fake implements Subject {
        private final String name;
        private final IntFunction<Answer> answers;
        private final List<String> trace;
        private int reads;
        private int resets;

        Fake(String name, IntFunction<Answer> answers, List<String> trace) {
            this.name = name;
            this.answers = answers;
            this.trace = trace;
        }

        @Override
        public void reset() {
            resets++;
            trace.add("reset " + name);
        }

        @Override
        public void close() {
            trace.add("close " + name);
        }
    }
}
