package io.pgstride.testing.children;

import io.pgstride.testing.ClusterHost;
import io.pgstride.testing.PostgresCluster;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresServer;
import io.pgstride.testing.RedisReplication;
import io.pgstride.testing.RedisServer;
import io.pgstride.testing.ServerStartException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Starts the servers that it is asked for, says where they are, and ends when its input does. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) throws IOException {
        try {
            for (String argument : List.of(arguments)) {
                System.out.println(argument + "=" + started(argument));
            }
        } catch (ServerStartException e) {
            System.out.println("refused=" + e.getMessage());
            return;
        }
        System.out.println("ready=");
        System.in.read();
    }

    private static Object started(String argument) {
        return switch (argument) {
            case "postgres" -> postgres();
            case "cluster" -> cluster();
            case "replication" -> replication();
            default -> redis();
        };
    }

    /** With a former primary that was made a standby; returns its data directory. */
    private static String cluster() {
        PostgresCluster cluster = PostgresCluster.builder().standbys(2).start();
        ClusterHost former = cluster.primary();
        former.kill();
        cluster.host("b").promote();
        former.follow(cluster.primary());
        return DSL.using(former.dataSource("postgres"), SQLDialect.POSTGRES)
                .fetchSingle("show data_directory")
                .get(0, String.class);
    }

    private static String postgres() {
        PostgresDatabase database = PostgresServer.shared().createDatabase("child");
        return database.dsl().fetchSingle("show data_directory").get(0, String.class);
    }

    /** With a sentinel, and a replica that hangs. */
    private static RedisReplication replication() {
        RedisReplication redis = RedisReplication.builder().sentinels(1).start();
        redis.replicas().get(0).pause();
        return redis;
    }

    private static URI redis() {
        return RedisServer.shared().uri();
    }
}
