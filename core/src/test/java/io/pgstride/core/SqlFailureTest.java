package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
    @ParameterizedTest
    @CsvSource({
        "40001, true, false, false, false, false",
        "40P01, true, true, false, false, false",
        "40003, false, false, false, false, false",
        "55P03, false, false, true, false, false",
        "57014, false, false, true, false, false",
        "08006, false, false, false, true, false",
        "57P01, false, false, false, false, true",
        "57P05, false, false, false, false, true",
        "23505, false, false, false, false, false"
    })
    void statesAreToldApart(
            String state, boolean retryable, boolean deadlock, boolean timeout, boolean connection, boolean shutdown) {
        SqlFailure failure = new SqlFailure(new SQLException("no", state));
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.isDeadlock()).isEqualTo(deadlock);
        assertThat(failure.isTimeout()).isEqualTo(timeout);
        assertThat(failure.isOfConnection()).isEqualTo(connection);
        assertThat(failure.isOfShutdown()).isEqualTo(shutdown);
        assertThat(failure.isOf(Set.of(state))).isTrue();
        assertThat(failure.isOf(Set.of("22", state.substring(0, 2)))).isTrue();
        assertThat(failure.isOf(Set.of("22"))).isFalse();
    }

    @Test
    void poolsHaveTypesRatherThanStates() {
        assertThat(new SqlFailure(new SQLTransientConnectionException("timeout")).isOfConnection())
                .isTrue();
        assertThat(new SqlFailure(new SQLNonTransientConnectionException()).isOfConnection())
                .isTrue();
        assertThat(new SqlFailure(new SQLRecoverableException()).isOfConnection())
                .isTrue();
        SqlFailure closed = new SqlFailure(new SQLException("closed"));
        assertThat(closed.isOfConnection()).isFalse();
        assertThat(closed.isOf(Set.of("08"))).isFalse();
        assertThat(closed.state()).isEmpty();
    }

    @Test
    void errorsAreFoundAmongTheCausesFromTheOutermost() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        SQLException wrapper = new SQLException("wrapped", deadlock);
        PgstrideException decided = new PgstrideException("given up", new DataAccessException("jooq", wrapper));
        assertThat(SqlFailure.in(decided)).containsExactly(new SqlFailure(wrapper), new SqlFailure(deadlock));
        assertThat(SqlFailure.in(new IllegalStateException())).isEmpty();
    }

    @Test
    void causesOfWhatIsDecidedDoNotCount() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        SQLException outer = new SQLException("outer", new PgstrideException("given up", deadlock));
        assertThat(SqlFailure.in(outer, PgstrideException.class::isInstance)).containsExactly(new SqlFailure(outer));
    }
}
