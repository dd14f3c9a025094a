package io.pgstride.batching.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.RetriesExhaustedException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53100", "53300", "55P03", "57014", "57P01", "58030"})
    void passes(String state) {
        DataAccessException failure = new DataAccessException("jooq", new SQLException("no", state));
        assertThat(Failures.isTransient(failure)).isTrue();
        assertThat(Failures.code(failure)).isEqualTo(state);
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "23505", "22012", "0A000", "55006"})
    void doesNotPass(String state) {
        DataAccessException failure = new DataAccessException("jooq", new SQLException("no", state));
        assertThat(Failures.isTransient(failure)).isFalse();
        assertThat(Failures.isOfDatabase(failure)).isTrue();
    }

    @Test
    void poolsHaveTypesRatherThanStates() {
        assertThat(Failures.isTransient(new SQLTransientConnectionException("timeout")))
                .isTrue();
        assertThat(Failures.isTransient(new SQLException("closed"))).isFalse();
    }

    @Test
    void whatWasDecidedIsForGood() {
        SQLException deadlock = new SQLException("deadlock", "40P01");
        assertThat(Failures.isTransient(new RetriesExhaustedException(5, Duration.ZERO, deadlock)))
                .isTrue();
        assertThat(Failures.isTransient(new CommitOutcomeUnknownException(new SQLException("gone", "08006"))))
                .isTrue();
        PgstrideException decided = new PgstrideException("given up", deadlock);
        assertThat(Failures.isTransient(decided)).isFalse();
        assertThat(Failures.isOfDatabase(decided)).isFalse();
        assertThat(Failures.text(decided)).isEqualTo("given up");
        assertThat(Failures.text(new IllegalStateException("secret"))).isEqualTo("IllegalStateException");
    }

    @Test
    void pausesGrowToABound() {
        assertThat(Outage.pauseNanos(1))
                .isBetween(
                        Duration.ofMillis(25).toNanos(), Duration.ofMillis(50).toNanos());
        assertThat(Outage.pauseNanos(1_000_000))
                .isBetween(
                        Duration.ofMillis(3_200).toNanos(),
                        Duration.ofMillis(6_400).toNanos());
    }
}
