package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The code of docs/testing.md. */
class ClusterPageTest {

    // tag::cluster[]
    @Test
    void whatWasReadBeforeAFailoverIsThereAfterIt() throws SQLException {
        try (PostgresCluster cluster = PostgresCluster.builder().standbys(2).start()) {
            String database = cluster.createDatabase("shop");
            ClusterHost a = cluster.host("a"); // the primary; b and c follow it
            ClusterHost b = cluster.host("b");
            ClusterHost c = cluster.host("c");
            run(a, database, "create table orders as select 1 as id");
            cluster.awaitCaughtUp();

            c.pauseReplay(); // reads there show what was
            run(a, database, "insert into orders values (2)");
            cluster.awaitCaughtUp(); // b; who is paused is left out
            assertThat(orders(b, database)).isEqualTo(2);
            assertThat(orders(c, database)).isEqualTo(1);
            c.resumeReplay();

            a.kill(); // as in a power cut
            b.promote();
            c.follow(b); // goes on with its data
            a.follow(b); // a former primary: made anew
            run(cluster.primary(), database, "insert into orders values (3)");
            cluster.awaitCaughtUp();
            assertThat(cluster.standbys()).containsExactly(a, c);
            assertThat(orders(a, database)).isEqualTo(3);
        }
    }
    // end::cluster[]

    private static void run(ClusterHost host, String database, String sql) throws SQLException {
        try (Connection connection = host.dataSource(database).getConnection()) {
            connection.createStatement().execute(sql);
        }
    }

    private static int orders(ClusterHost host, String database) throws SQLException {
        try (Connection connection = host.dataSource(database).getConnection();
                ResultSet count = connection.createStatement().executeQuery("select count(*) from orders")) {
            count.next();
            return count.getInt(1);
        }
    }
}
