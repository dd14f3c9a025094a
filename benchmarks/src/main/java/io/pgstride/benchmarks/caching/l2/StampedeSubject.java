package io.pgstride.benchmarks.caching.l2;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.ProfileTable;
import io.pgstride.benchmarks.caching.Sizes;
import io.pgstride.benchmarks.run.Answer;
import io.pgstride.benchmarks.run.Reading;
import io.pgstride.benchmarks.run.Subject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Several processes of many threads ask for one profile at once that is not there; the server counts how often it is read. */
final class StampedeSubject implements Subject {
    private static final long FIRST_USER = 1_000;

    private record Child(Process process, Writer in, BufferedReader out) {
        void tell(String line) throws IOException {
            in.write(line + "\n");
            in.flush();
        }

        int answer() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IOException("a process of the stampede has ended");
            }
            return Integer.parseInt(line);
        }
    }

    private final List<Child> children = new ArrayList<>();
    private final HikariDataSource pool;
    private final ProfileTable table;
    private long user = FIRST_USER;
    private double millis;

    StampedeSubject(Library library, CacheServers servers, Sizes sizes) throws Exception {
        String url = servers.url(servers.primary());
        pool = CacheServers.pool(url, 1);
        table = new ProfileTable(pool, 0);
        for (int i = 0; i < sizes.processes(); i++) {
            children.add(start(library.label(), url, servers.redis().toString(), Integer.toString(sizes.threads())));
        }
        for (Child child : children) {
            child.answer();
        }
    }

    private static Child start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StampedeProcess.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(process, process.outputWriter(UTF_8), process.inputReader(UTF_8));
    }

    /** The other metric tells of the same run. */
    Reading loads() throws Exception {
        long before = table.reads();
        long begun = System.nanoTime();
        user++;
        for (Child child : children) {
            child.tell(Long.toString(user));
        }
        int right = 0;
        for (Child child : children) {
            right += child.answer();
        }
        millis = (System.nanoTime() - begun) / 1e6;
        return new Reading(table.reads() - before, new Answer(List.of(right)));
    }

    Reading millis() {
        return new Reading(millis, Answer.none());
    }

    @Override
    public void close() {
        for (Child child : children) {
            try {
                child.in().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            child.process().onExit().join();
        }
        pool.close();
    }
}
