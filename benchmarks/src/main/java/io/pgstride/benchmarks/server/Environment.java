package io.pgstride.benchmarks.server;

import io.pgstride.testing.RedisServer;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a run, each started when a scenario first asks for it and stopped when the run ends. Used by one thread.
 */
public final class Environment implements AutoCloseable {
    private final @Nullable String url;
    private final Consumer<String> console;
    private @Nullable Database postgres;
    private @Nullable Replicas replicas;
    private @Nullable RedisServer redis;

    /**
     * An environment in which nothing runs yet.
     *
     * @param url the PostgreSQL server to use; null to start one
     * @param console where words for people go
     */
    public Environment(@Nullable String url, Consumer<String> console) {
        this.url = url;
        this.console = console;
    }

    /** The one database that all subjects work in. */
    public Database postgres() throws Exception {
        Database database = postgres;
        if (database == null) {
            database = url == null ? EmbeddedDatabase.start() : ExternalDatabase.connect(url);
            postgres = database;
            say("postgres   " + database.describe());
        }
        return database;
    }

    /** The one primary with three standbys that all subjects work on which leave it as it was. */
    public Replicas replicas() throws Exception {
        Replicas running = replicas;
        if (running == null) {
            running = startReplicas(3);
            replicas = running;
            say("cluster    a primary and 3 standbys, each " + running.describe());
        }
        return running;
    }

    /** A cluster of its own for a case that kills servers; the caller's to close. */
    public Replicas startReplicas(int standbys) {
        if (url != null) {
            throw new IllegalArgumentException(
                    "This scenario kills and promotes servers, so it starts its own; leave --url out.");
        }
        return Replicas.start(standbys);
    }

    /** The one Redis, which keeps nothing on disk; whoever asks for it may empty it. */
    public RedisServer redis() {
        RedisServer running = redis;
        if (running == null) {
            running = RedisServer.builder().start();
            redis = running;
            say("redis      " + running);
        }
        return running;
    }

    /** Tells people what goes on. */
    public void say(String words) {
        console.accept(words);
    }

    @Override
    public void close() throws SQLException {
        Database database = postgres;
        Replicas running = replicas;
        RedisServer emptied = redis;
        postgres = null;
        replicas = null;
        redis = null;
        if (emptied != null) {
            emptied.close();
        }
        if (running != null) {
            running.close();
        }
        if (database != null) {
            database.close();
        }
    }
}
