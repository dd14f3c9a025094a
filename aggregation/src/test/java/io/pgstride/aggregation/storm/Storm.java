package io.pgstride.aggregation.storm;

import static org.awaitility.Awaitility.await;

import io.pgstride.testing.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** 16 writers in four processes, which are killed and started again. At its end, what they sent is done. */
final class Storm implements AutoCloseable {
    static final String NAME = "storm";
    private static final int PROCESSES = 4;
    private static final int WRITERS_EACH = 4;

    private final PostgresDatabase database;
    private final Random random;
    private final List<ChildJvm> running = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    Storm(PostgresDatabase database, long seed) {
        this.database = database;
        this.random = new Random(seed);
        for (int process = 0; process < PROCESSES; process++) {
            running.add(start(process));
        }
        awaitWorking();
    }

    /** Ends a process by SIGKILL amid its transactions, and starts another for its writers. */
    void killOne() {
        int process = random.nextInt(PROCESSES);
        ChildJvm killed = running.get(process);
        killed.kill();
        said.add(killed.output());
        running.set(process, start(process));
        awaitWorking();
    }

    void awaitWorking() {
        await().atMost(Duration.ofSeconds(60)).until(() -> running.stream().allMatch(ChildJvm::isWorking));
    }

    /** What writers said that failed. */
    List<String> failures() {
        return Stream.concat(said.stream(), running.stream().map(ChildJvm::output))
                .flatMap(String::lines)
                .filter(line -> !line.equals(ChildJvm.WORKING))
                .toList();
    }

    private ChildJvm start(int process) {
        List<String> arguments = new ArrayList<>(
                List.of(database.url(), database.user(), database.password(), String.valueOf(random.nextLong())));
        for (int i = 0; i < WRITERS_EACH; i++) {
            arguments.add(String.valueOf(process * WRITERS_EACH + i));
        }
        return ChildJvm.start(StormMain.class, arguments.toArray(String[]::new));
    }

    @Override
    public void close() {
        running.forEach(ChildJvm::close);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.dsl()
                        .fetchSingle(
                                "select count(*) = 0 from pg_stat_activity where application_name = ? and datname = current_database()",
                                NAME)
                        .get(0, boolean.class));
    }
}
