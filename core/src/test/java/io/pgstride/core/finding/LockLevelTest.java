package io.pgstride.core.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

@PostgresTest
class LockLevelTest {
    /** The server is the oracle: all 64 pairs. */
    @Test
    void conflictsAreThoseOfTheServer(DSLContext dsl, DataSource dataSource) throws SQLException {
        dsl.execute("create table locked (id int)");
        try (Connection holder = dataSource.getConnection();
                Connection other = dataSource.getConnection()) {
            for (LockLevel held : LockLevel.values()) {
                for (LockLevel wanted : LockLevel.values()) {
                    lock(holder, held);
                    assertThat(isRefused(other, wanted))
                            .as("%s while %s is held", wanted.sql(), held.sql())
                            .isEqualTo(held.conflictsWith(wanted));
                    holder.rollback();
                    other.rollback();
                }
            }
        }
    }

    @Test
    void whatIsBlockedIsInTheText() {
        assertThat(LockLevel.SHARE_UPDATE_EXCLUSIVE).hasToString("SHARE UPDATE EXCLUSIVE");
        assertThat(LockLevel.SHARE).hasToString("SHARE (blocks writes)");
        assertThat(LockLevel.ACCESS_EXCLUSIVE).hasToString("ACCESS EXCLUSIVE (blocks reads and writes)");
    }

    private static boolean isRefused(Connection connection, LockLevel level) throws SQLException {
        try {
            lock(connection, level);
            return false;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo("55P03");
            return true;
        }
    }

    private static void lock(Connection connection, LockLevel level) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table locked in " + level.sql() + " mode nowait");
        }
    }
}
