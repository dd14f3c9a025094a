package io.pgstride.benchmarks;

import io.pgstride.benchmarks.run.Scale;
import io.pgstride.core.PostgresUrl;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The command line, read.
 *
 * @param scenario null to list the scenarios
 * @param only a case, or the first words of the names of several; null for all
 * @param json where figures go; null for standard output
 * @param seed the one given, or one drawn
 * @param url the server to use; null to start one
 */
record Options(
        @Nullable String scenario,
        @Nullable String only,
        Scale scale,
        @Nullable Path json,
        long seed,
        @Nullable String url) {

    /** Whether a case is asked for: all are where only the scenario is named. */
    boolean includes(String benchmark) {
        String wanted = only;
        return wanted == null || benchmark.equals(wanted) || benchmark.startsWith(wanted + "-");
    }

    static Options parse(String... arguments) throws UsageException {
        Parser parser = new Parser(Arrays.asList(arguments).iterator());
        parser.parse();
        return new Options(parser.scenario, parser.only, parser.scale, parser.json, parser.seed, parser.url);
    }

    /** The command that repeats the run. A URL may hold a password, so it is left out. */
    @Override
    public String toString() {
        StringBuilder command = new StringBuilder("java -jar benchmarks/target/benchmarks.jar");
        command.append(' ').append(scenario).append(only == null ? "" : "/" + only);
        command.append(" --scale ").append(scale.label());
        command.append(" --seed ").append(seed);
        if (json != null) {
            command.append(" --json ").append(json);
        }
        if (url != null) {
            command.append(" --url …");
        }
        return command.toString();
    }

    private static final class Parser {
        private final Iterator<String> rest;
        private @Nullable String scenario;
        private @Nullable String only;
        private Scale scale = Scale.SMOKE;
        private @Nullable Path json;
        private long seed = new Random().nextInt(Integer.MAX_VALUE);
        private @Nullable String url;

        Parser(Iterator<String> rest) {
            this.rest = rest;
        }

        void parse() throws UsageException {
            while (rest.hasNext()) {
                String argument = rest.next();
                switch (argument) {
                    case "--scale" -> scale = scale(valueOf(argument));
                    case "--json" -> json = json(valueOf(argument));
                    case "--seed" -> seed = seed(valueOf(argument));
                    case "--url" -> url = url(valueOf(argument));
                    default -> choose(argument);
                }
            }
        }

        private String valueOf(String option) throws UsageException {
            if (!rest.hasNext()) {
                throw new UsageException("Option " + option + " needs a value");
            }
            String value = rest.next();
            if (value.startsWith("--")) {
                throw new UsageException("Option " + option + " needs a value, not the option " + value);
            }
            return value;
        }

        private static Path json(String file) throws UsageException {
            try {
                return Path.of(file);
            } catch (InvalidPathException e) {
                throw new UsageException("Option --json needs a file: " + e.getReason());
            }
        }

        private void choose(String argument) throws UsageException {
            if (argument.startsWith("-")) {
                throw new UsageException("Unknown option " + argument);
            }
            if (scenario != null) {
                throw new UsageException("One scenario a run, not both " + scenario + " and " + argument);
            }
            int slash = argument.indexOf('/');
            scenario = slash < 0 ? argument : argument.substring(0, slash);
            only = slash < 0 ? null : argument.substring(slash + 1);
        }

        private static Scale scale(String name) throws UsageException {
            return Scale.byName(name)
                    .orElseThrow(() -> new UsageException("Unknown scale " + name + "; there are: " + Scale.labels()));
        }

        private static long seed(String number) throws UsageException {
            try {
                return Long.parseLong(number);
            } catch (NumberFormatException e) {
                throw new UsageException("Option --seed needs a whole number, not " + number);
            }
        }

        private static String url(String url) throws UsageException {
            if (!PostgresUrl.isWellFormed(url)) {
                throw new UsageException(
                        "Option --url needs a URL of the form"
                                + " jdbc:postgresql://HOST[:PORT]/DATABASE?user=…&password=…, special characters percent-encoded");
            }
            return url;
        }
    }
}
