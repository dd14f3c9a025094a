package io.pgstride.benchmarks.batching;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pgstride.benchmarks.batching.backfill.BackfillCases;
import io.pgstride.benchmarks.batching.bulk.BulkCases;
import io.pgstride.benchmarks.batching.queue.QueueCases;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Scale;
import io.pgstride.benchmarks.run.Scenario;
import io.pgstride.benchmarks.server.Database;
import io.pgstride.benchmarks.server.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Queues processed, rows loaded in bulk, and a large table changed while others write to it. */
public final class BatchingScenario implements Scenario {
    private final Function<Scale, Sizes> sizes;

    /** The scenario at the sizes that documentation speaks of. */
    public BatchingScenario() {
        this(Sizes::of);
    }

    BatchingScenario(Function<Scale, Sizes> sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "batching";
    }

    @Override
    public String about() {
        return "Queues processed by workers, rows inserted and upserted in bulk, a large table changed under load.";
    }

    @Override
    public List<Case<?>> cases(Environment environment, Scale scale) throws Exception {
        Sizes chosen = sizes.apply(scale);
        Database database = environment.postgres();
        environment.say("data       " + chosen);
        environment.say("peers      " + peers());
        List<Case<?>> cases = new ArrayList<>(new QueueCases(database, chosen).all());
        cases.addAll(new BulkCases(database, chosen).all());
        cases.addAll(new BackfillCases(database, chosen).all());
        return cases;
    }

    private static String peers() throws IOException {
        try (InputStream versions = Objects.requireNonNull(BatchingScenario.class.getResourceAsStream("peers.txt"))) {
            return new String(versions.readAllBytes(), UTF_8).strip();
        }
    }
}
