package io.pgstride.core.internal.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

@PostgresTest
class CommitFailureTest {
    private final DataSource dataSource;

    CommitFailureTest(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Test
    void severityInAnotherLanguageDoesNotMatter() throws SQLException {
        SQLException german = new PSQLException(new ServerErrorMessage("SFEHLER\0VERROR\0C23505\0Mdoppelt\0"));
        try (Connection connection = dataSource.getConnection()) {
            assertThat(CommitFailure.leavesOutcomeUnknown(german, connection)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "08007", "57P01", "57P02", "40003"})
    void statesThatSayNothing(String state) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(CommitFailure.leavesOutcomeUnknown(new SQLException("lost", state), connection))
                    .isTrue();
        }
    }

    @Test
    void connectionThatIsGoneSaysNothing() throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.close();
        assertThat(CommitFailure.leavesOutcomeUnknown(new SQLException("FATAL", "53300"), connection))
                .isTrue();
        assertThat(CommitFailure.leavesOutcomeUnknown(new SQLException("never sent", "08003"), connection))
                .isFalse();
    }
}
