package io.pgstride.benchmarks.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.stream.Stream;

/** The server with settings of its own that the scenario starts. */
public final class OwnServer {
    private OwnServer() {}

    /** Skips the test where the tests are to run on a server that is already there. */
    public static Environment start() {
        assumeThat(isAnotherChosen()).isFalse();
        return new Environment(null, line -> {});
    }

    private static boolean isAnotherChosen() {
        return Stream.of(
                        System.getProperty("pgstride.postgres", ""),
                        System.getenv().getOrDefault("PGSTRIDE_POSTGRES", ""))
                .filter(choice -> !choice.isBlank())
                .findFirst()
                .filter(choice -> choice.strip().startsWith("jdbc:"))
                .isPresent();
    }
}
