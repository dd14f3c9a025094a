package io.pgstride.benchmarks.caching.l2;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.Profile;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.benchmarks.run.Workers;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the processes that ask for a key at once. For each line with the number of a user it has all its threads ask, and answers with how many were given the right profile.
 * It ends with its input.
 */
final class StampedeProcess {
    private static final int CONNECTIONS = 10;
    private static final double SECONDS = 0.05;
    private static final long WARM_UP = 1;

    private final ProfileCache cache;
    private final int threads;

    private StampedeProcess(ProfileCache cache, int threads) {
        this.cache = cache;
        this.threads = threads;
    }

    /** By the label of a library, the URL of the primary, the URI of Redis, and how many threads there are. */
    public static void main(String... arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err);
        try (HikariDataSource pool = CacheServers.pool(arguments[1], CONNECTIONS);
                ProfileCache cache =
                        Library.byLabel(arguments[0]).open(URI.create(arguments[2]), new ProfileTable(pool, SECONDS));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            StampedeProcess process = new StampedeProcess(cache, Integer.parseInt(arguments[3]));
            answers.println(process.rightAnswers(WARM_UP));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answers.println(process.rightAnswers(Long.parseLong(line)));
            }
        }
    }

    private int rightAnswers(long user) throws Exception {
        CyclicBarrier start = new CyclicBarrier(threads);
        AtomicInteger right = new AtomicInteger();
        Profile expected = Profile.of(user);
        Workers.run(threads, () -> {
            start.await();
            if (cache.get(user).equals(expected)) {
                right.incrementAndGet();
            }
        });
        return right.get();
    }
}
