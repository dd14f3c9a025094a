package io.pgstride.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.run.Subject;
import io.pgstride.benchmarks.server.Environment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void noScenarioListsThem() {
        assertThat(run()).isZero();
        assertThat(out.toString(UTF_8)).contains("Usage: ", "agreeing", "disagreeing");
    }

    @Test
    void unknownNamesAreRefusedWithWhatThereIs() {
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("agreeing", "--scale", "huge")).isEqualTo(2);
        assertThat(run("agreeing", "--color")).isEqualTo(2);
        assertThat(run("agreeing", "disagreeing")).isEqualTo(2);
        assertThat(run("agreeing", "--json")).isEqualTo(2);
        assertThat(run("agreeing", "--seed", "x")).isEqualTo(2);
        assertThat(run("agreeing", "--json", "--seed")).isEqualTo(2);
        assertThat(run("agreeing", "--json", "no\0file")).isEqualTo(2);

        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        "Unknown scenario nonsense; there are: agreeing, disagreeing, connecting",
                        "Unknown scale huge; there are: smoke, full",
                        "Unknown option --color",
                        "One scenario a run, not both agreeing and disagreeing",
                        "Option --json needs a value",
                        "Option --seed needs a whole number, not x",
                        "Option --json needs a value, not the option --seed",
                        "Option --json needs a file: Nul character not allowed");
        assertThat(out.size()).isZero();
    }

    @Test
    void aUrlIsNeverRepeated() {
        assertThat(run("agreeing", "--url", "mysql://u:secret@h")).isEqualTo(2);
        assertThat(run("agreeing", "--url", "jdbc:postgresql://h/db?password=secret"))
                .isZero();

        assertThat(err.toString(UTF_8) + out).doesNotContain("secret");
    }

    /** The driver would repeat such a URL in its exception and in what it logs to standard error. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://h/a/b?password=secret",
                "jdbc:postgresql://me:secret@h/db",
                "jdbc:postgresql://h:x/db?password=secret",
                "jdbc:postgresql://h:99999/db?password=secret",
                "jdbc:postgresql://h?password=secret",
                "jdbc:postgresql://h/db?password=secret%"
            })
    void aUrlThatTheDriverCannotReadIsRefusedBeforeItSeesIt(String url) {
        assertThat(connectingTo(url)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("Option --url needs").doesNotContain("secret");
    }

    @Test
    void aServerThatDoesNotAnswerIsToldWithoutThePassword() {
        assertThat(connectingTo("jdbc:postgresql://127.0.0.1:1/db?user=me&password=secret"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("127.0.0.1:1 refused").doesNotContain("secret");
    }

    @Test
    void aUrlThatTheDriverCannotUseIsNotRepeated() {
        assertThat(connectingTo("jdbc:postgresql://h/db?password=secret&service=none"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("The driver cannot use the URL")
                .doesNotContain("secret");
    }

    /** Whatever the driver logs lands in {@link #err} too. */
    private int connectingTo(String url) {
        Logger driver = Logger.getLogger("org.postgresql");
        Handler handler = new StreamHandler(err, new SimpleFormatter());
        driver.addHandler(handler);
        try {
            return run("connecting", "--url", url);
        } finally {
            handler.flush();
            driver.removeHandler(handler);
        }
    }

    @Test
    void standardOutputHoldsOnlyJsonWithoutAFile() throws Exception {
        assertThat(run("agreeing", "--seed", "7")).isZero();

        List<String> lines = out.toString(UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            assertThat(new ObjectMapper().readTree(line).fieldNames())
                    .toIterable()
                    .containsExactly("scenario", "case", "subject", "metric", "unit", "median", "min", "max", "rounds");
        }
        assertThat(err.toString(UTF_8)).contains("--scale smoke --seed 7", "machine", "java", "c   ");
    }

    @Test
    void aFileTakesTheJsonAndStandardOutputTheTable(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("figures.json");

        assertThat(run("agreeing", "--json", file.toString())).isZero();

        assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.startsWith("{\"scenario\":\"agreeing\""));
        assertThat(out.toString(UTF_8)).contains("command", "one [count]").doesNotContain("{");
        assertThat(err.size()).isZero();
    }

    @Test
    void oneCaseIsRunByItsNameOrTheFirstWordsOfIt() {
        assertThat(run("agreeing/c", "--seed", "7")).isZero();
        assertThat(out.toString(UTF_8).lines()).hasSize(2);
        assertThat(err.toString(UTF_8)).contains("agreeing/c --scale smoke --seed 7");

        assertThat(run("agreeing/other")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).endsWith("No case of agreeing is named so; there are: c\n");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedAtOnce(@TempDir Path directory) {
        assertThat(run("agreeing", "--json", directory.toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("Cannot write the file given by --json");
    }

    @Test
    void aDisagreeingSubjectFailsTheRunWithoutAFigure() {
        assertThat(run("disagreeing")).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(UTF_8))
                .endsWith("Scenario disagreeing, case c, metric one: subject b answers otherwise than a: "
                        + "item 1 of 1 is another one\n");
    }

    private int run(String... arguments) {
        Scenarios scenarios = new Scenarios(
                List.of(new Fake("agreeing", "same"), new Fake("disagreeing", "other"), new Connecting()));
        return new CommandLine(scenarios, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(arguments);
    }

    private record Fake(String name, String answerOfB) implements Scenario {

        @Override
        public String about() {
            return "For this test.";
        }

        @Override
        public List<Case<?>> cases(Environment environment, Scale scale) {
            Metric<Fixed> one = Metric.exact("one", "count", subject -> new Reading(1, subject.answer()));
            return List.of(new Case<>("c", List.of(fixed("a", "same"), fixed("b", answerOfB)), List.of(one)));
        }

        private static Contender<Fixed> fixed(String name, String answer) {
            return new Contender<>(name, () -> new Fixed(new Answer(List.of(answer))));
        }
    }

    private record Connecting() implements Scenario {

        @Override
        public String name() {
            return "connecting";
        }

        @Override
        public String about() {
            return "Asks for the server.";
        }

        @Override
        public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
            environment.postgres();
            return List.of();
        }
    }

    private record Fixed(Answer answer) implements Subject {
        @Override
        public void close() {}
    }
}
