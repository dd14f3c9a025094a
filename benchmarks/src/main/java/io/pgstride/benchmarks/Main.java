package io.pgstride.benchmarks;

import java.io.PrintStream;

/** {@code java -jar benchmarks.jar SCENARIO[/CASE] [--scale smoke|full] [--json FILE] [--seed N] [--url jdbc:postgresql:…]}. */
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
        PrintStream out = System.out;
        System.exit(new CommandLine(Scenarios.ALL, out, System.err).run(arguments));
    }
}
