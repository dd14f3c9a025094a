package io.pgstride.benchmarks;

import io.pgstride.benchmarks.report.Head;
import io.pgstride.benchmarks.report.JsonLines;
import io.pgstride.benchmarks.report.Table;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.DisagreementException;
import io.pgstride.benchmarks.run.Figure;
import io.pgstride.benchmarks.run.Runner;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Environment;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs what the arguments ask for.
 *
 * <p>Standard output is never mixed: it carries either the JSON lines, or, when these go to a file, the text for people. In
 * the first case that text goes to standard error.
 */
final class CommandLine {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;

    private static final String USAGE = """
            Usage: java -jar benchmarks.jar SCENARIO[/CASE] [--scale smoke|full] [--json FILE] [--seed N] [--url JDBC_URL]
            Scenarios:
            """;

    private final Scenarios scenarios;
    private final PrintStream out;
    private final PrintStream err;

    CommandLine(Scenarios scenarios, PrintStream out, PrintStream err) {
        this.scenarios = scenarios;
        this.out = out;
        this.err = err;
    }

    /** The exit code: 0 done, 1 a run failed or subjects disagreed, 2 the arguments make no sense. */
    int run(String... arguments) {
        try {
            Options options = Options.parse(arguments);
            String name = options.scenario();
            if (name == null) {
                out.print(USAGE + scenarios.list());
                return DONE;
            }
            measure(scenarios.byName(name), options);
            return DONE;
        } catch (UsageException e) {
            err.println(e.getMessage());
            return MISUSED;
        } catch (DisagreementException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (Exception e) {
            err.println("The run failed.");
            e.printStackTrace(err);
            return FAILED;
        }
    }

    private void measure(Scenario scenario, Options options) throws Exception {
        PrintStream people = options.json() == null ? err : out;
        try (JsonLines lines = open(options);
                Environment environment = new Environment(options.url(), people::println)) {
            people.print(Head.text(options.toString()));
            for (Case<?> benchmark : wanted(scenario.cases(environment, options.scale()), options)) {
                Runner runner = new Runner(options.scale().rounds(), options.seed(), people::println);
                List<Figure> figures = runner.run(scenario.name(), benchmark);
                lines.write(figures);
                people.print(Table.text(benchmark.name(), figures));
            }
        }
    }

    private static List<Case<?>> wanted(List<Case<?>> cases, Options options) throws UsageException {
        List<Case<?>> wanted = cases.stream()
                .filter(benchmark -> options.includes(benchmark.name()))
                .toList();
        if (wanted.isEmpty() && !cases.isEmpty()) {
            String names = cases.stream().map(Case::name).collect(Collectors.joining(", "));
            throw new UsageException("No case of " + options.scenario() + " is named so; there are: " + names);
        }
        return wanted;
    }

    private JsonLines open(Options options) throws UsageException {
        if (options.json() == null) {
            return JsonLines.to(out);
        }
        try {
            return JsonLines.to(options.json());
        } catch (IOException e) {
            throw new UsageException("Cannot write the file given by --json: " + e);
        }
    }
}
