package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.CommitOutcomeUnknownException;
import io.pgstride.core.PgstrideException;
import io.pgstride.core.RetriesExhaustedException;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(60)
class TransactionsTest {
    private final Transactions transactions;
    private final PostgresDatabase database;

    TransactionsTest(PostgresDatabase database) {
        this.database = database;
        this.transactions = Transactions.on(database.dataSource());
    }

    @BeforeEach
    void createTable() {
        database.dsl().execute("drop table if exists t");
        database.dsl().execute("create table t (id int primary key, n int not null)");
        database.dsl().execute("insert into t values (1, 0), (2, 0)");
    }

    @Test
    void workCommitsAndReturnsItsResult() {
        int updated = transactions.call(dsl -> dsl.execute("update t set n = 5"));
        assertThat(updated).isEqualTo(2);
        assertThat(sum()).isEqualTo(10);
    }

    @Test
    void workMayReturnNull() {
        String nothing = transactions.call(dsl -> null);
        assertThat(nothing).isNull();
    }

    @Test
    void exceptionRollsBackAndArrivesAsItIs() {
        IOException checked = new IOException("checked");
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    dsl.execute("update t set n = 5");
                    throw checked;
                }))
                .isSameAs(checked);
        assertThat(sum()).isZero();
    }

    @Test
    void nestedWorkRollsBackToItsSavepoint() {
        transactions.run(dsl -> {
            dsl.execute("update t set n = 1 where id = 1");
            assertThatThrownBy(() -> dsl.transaction(inner -> {
                        inner.dsl().execute("update t set n = 10 where id = 2");
                        throw new IllegalStateException("undo the inner");
                    }))
                    .hasMessage("undo the inner");
        });
        assertThat(sum()).isEqualTo(1);
    }

    @Test
    void readOnlyWorkCannotWriteAndLeavesNoTrace() {
        assertThatThrownBy(() -> transactions.readOnly().run(dsl -> dsl.execute("update t set n = 5")))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("25006"));
        transactions.run(dsl -> dsl.execute("update t set n = 5"));
        assertThat(sum()).isEqualTo(10);
    }

    @Test
    void optionsHoldInTheTransactionOnly() {
        Transactions careful = transactions
                .isolation(Isolation.REPEATABLE_READ)
                .statementTimeout(Duration.ofMillis(1500))
                .lockTimeout(Duration.ofMillis(700));
        assertThat(careful.call(TransactionsTest::settings)).isEqualTo("repeatable read, 1500ms, 700ms");
        assertThat(transactions.call(TransactionsTest::settings)).isEqualTo("read committed, 0, 0");
    }

    private static String settings(DSLContext dsl) {
        return dsl.fetchSingle("select current_setting('transaction_isolation') || ', ' ||"
                        + " current_setting('statement_timeout') || ', ' || current_setting('lock_timeout')")
                .get(0, String.class);
    }

    @Test
    void transactionTimeoutHoldsOrIsRefusedByName() {
        Transactions limited = transactions.transactionTimeout(Duration.ofMillis(200));
        int version = database.dsl()
                .fetchSingle("select current_setting('server_version_num')::int")
                .get(0, Integer.class);
        if (version >= 170000) {
            assertThatThrownBy(() -> limited.run(dsl -> dsl.execute("select pg_sleep(30)")))
                    .hasRootCauseInstanceOf(SQLException.class)
                    .hasStackTraceContaining("transaction timeout");
        } else {
            assertThatExceptionOfType(PgstrideException.class)
                    .isThrownBy(() -> limited.run(dsl -> {}))
                    .withMessageContaining("PostgreSQL 17");
        }
    }

    @Test
    void impossibleTimeoutsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transactions.statementTimeout(Duration.ZERO))
                .withMessageContaining("statement_timeout of PT0S is out of range");
        assertThatIllegalArgumentException().isThrownBy(() -> transactions.lockTimeout(Duration.ofDays(30)));
    }

    @Test
    void serializationFailureIsRetriedInANewTransaction() {
        AtomicInteger attempts = new AtomicInteger();
        Journal journal = new Journal();
        transactions.isolation(Isolation.REPEATABLE_READ).run(dsl -> {
            dsl.fetch("select * from t");
            if (attempts.incrementAndGet() == 1) {
                journal.register(TransactionHooks.of(dsl), "first");
                database.dsl().execute("update t set n = n + 1 where id = 1");
            }
            dsl.execute("update t set n = n + 10 where id = 1");
        });
        assertThat(attempts).hasValue(2);
        assertThat(sum()).isEqualTo(11);
        assertThat(journal.entries()).containsExactly("first:rolled-back", "first:rolledback");
    }

    @Test
    void withoutRetryTheSameWorkFails() {
        assertThatThrownBy(() -> transactions
                        .isolation(Isolation.REPEATABLE_READ)
                        .retry(Retry.none())
                        .run(dsl -> {
                            dsl.fetch("select * from t");
                            database.dsl().execute("update t set n = n + 1 where id = 1");
                            dsl.execute("update t set n = n + 10 where id = 1");
                        }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("40001"));
    }

    @Test
    void serializationFailureAtCommitIsRetried() {
        AtomicInteger attempts = new AtomicInteger();
        Transactions serializable = transactions.isolation(Isolation.SERIALIZABLE);
        serializable.run(dsl -> {
            dsl.fetch("select sum(n) from t");
            dsl.execute("update t set n = n + 1 where id = 1");
            if (attempts.incrementAndGet() == 1) {
                serializable.run(other -> {
                    other.fetch("select sum(n) from t");
                    other.execute("update t set n = n + 1 where id = 2");
                });
            }
        });
        assertThat(attempts).hasValue(2);
        assertThat(sum()).isEqualTo(2);
    }

    @Test
    void deadlockIsRetriedAndBothGetThrough() throws Exception {
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> lockBoth(2, 1, bothHoldOne));
        lockBoth(1, 2, bothHoldOne);
        other.get(30, TimeUnit.SECONDS);
        assertThat(sum()).isEqualTo(4);
    }

    private void lockBoth(int first, int second, CountDownLatch bothHoldOne) {
        transactions.run(dsl -> {
            dsl.execute("update t set n = n + 1 where id = ?", first);
            bothHoldOne.countDown();
            await(bothHoldOne);
            dsl.execute("update t set n = n + 1 where id = ?", second);
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void retriesEnd() {
        AtomicInteger attempts = new AtomicInteger();
        Retry three = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(2));
        assertThatExceptionOfType(RetriesExhaustedException.class)
                .isThrownBy(() -> transactions.retry(three).run(dsl -> {
                    attempts.incrementAndGet();
                    dsl.execute("do $$ begin raise exception sqlstate '40001'; end $$");
                }))
                .satisfies(e -> assertThat(e.attempts()).isEqualTo(3))
                .withRootCauseInstanceOf(SQLException.class);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void otherErrorsAreNotRetried() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    attempts.incrementAndGet();
                    dsl.execute("select 1/0");
                }))
                .isInstanceOf(DataAccessException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void unknownOutcomeIsAnErrorOfItsOwnAndNotRetried() {
        AtomicInteger attempts = new AtomicInteger();
        assertThatExceptionOfType(CommitOutcomeUnknownException.class)
                .isThrownBy(() -> transactions.run(dsl -> {
                    attempts.incrementAndGet();
                    int pid = dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
                    TransactionHooks.of(dsl)
                            .beforeCommit(c -> database.dsl().execute("select pg_terminate_backend(?, 10000)", pid));
                }));
        assertThat(attempts).hasValue(1);
    }

    @Test
    void checkedSqlExceptionOfTheWorkArrivesAsItIs() {
        SQLException own = new SQLException("own", "P0003");
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    throw own;
                }))
                .isSameAs(own);
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> transactions
                        .retry(new Retry(2, Duration.ZERO, Duration.ZERO))
                        .run(dsl -> {
                            attempts.incrementAndGet();
                            throw new SQLException("raw", "40001");
                        }))
                .isInstanceOf(RetriesExhaustedException.class);
        assertThat(attempts).hasValue(2);
    }

    @Test
    void workCannotEndItsTransaction() {
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    dsl.execute("update t set n = 5");
                    dsl.connection(java.sql.Connection::commit);
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("2D000"));
        assertThat(sum()).isZero();
        for (SqlUse use : List.<SqlUse>of(
                java.sql.Connection::rollback, java.sql.Connection::close, c -> c.setAutoCommit(true))) {
            transactions.run(dsl -> {
                assertThatThrownBy(() -> dsl.connection(use::on)).isInstanceOf(DataAccessException.class);
                dsl.execute("update t set n = n + 1");
            });
        }
        assertThat(sum()).isEqualTo(6);
    }

    private interface SqlUse {
        void on(java.sql.Connection connection) throws SQLException;
    }

    @Test
    void workThatSwallowsAnSqlErrorDoesNotSucceed() {
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    dsl.execute("update t set n = 5");
                    assertThatThrownBy(() -> dsl.execute("select 1/0")).isInstanceOf(DataAccessException.class);
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("25P02"));
        assertThat(sum()).isZero();
    }

    @Test
    void unitWithinAUnitHasItsOwnRetriesOnly() {
        AtomicInteger runs = new AtomicInteger();
        Transactions three = transactions.retry(new Retry(3, Duration.ZERO, Duration.ZERO));
        assertThatExceptionOfType(RetriesExhaustedException.class)
                .isThrownBy(() -> three.run(outer -> three.run(inner -> {
                    runs.incrementAndGet();
                    inner.execute("do $$ begin raise exception sqlstate '40001'; end $$");
                })))
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThat(runs).hasValue(3);
    }

    @Test
    void configurationOfARunningTransactionIsTakenWithoutItsState() {
        DSL.using(database.dataSource(), org.jooq.SQLDialect.POSTGRES).transaction(outer -> {
            outer.dsl().execute("update t set n = 100 where id = 1");
            transactions.configuration(outer).run(dsl -> dsl.execute("update t set n = 1 where id = 2"));
            assertThat(sum()).as("committed by itself").isEqualTo(1);
        });
        assertThat(sum()).isEqualTo(101);
    }

    @Test
    void failureToGetAConnectionIsTold() {
        var nowhere = new org.postgresql.ds.PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/none");
        assertThatThrownBy(() -> Transactions.on(nowhere).run(dsl -> {}))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("no connection");
    }

    @Test
    void commitOfAUserListenerThatFailsLeavesTheResult() {
        var configuration = new org.jooq.impl.DefaultConfiguration()
                .set(org.jooq.SQLDialect.POSTGRES)
                .set(org.jooq.TransactionListener.onCommitEnd(context -> {
                    throw new IllegalStateException("listener");
                }));
        int updated = transactions.configuration(configuration).call(dsl -> dsl.execute("update t set n = 5"));
        assertThat(updated).isEqualTo(2);
        assertThat(sum()).isEqualTo(10);
    }

    @Test
    void interruptEndsTheRetries() {
        Retry patient = new Retry(3, Duration.ofHours(1), Duration.ofHours(1));
        AtomicInteger attempts = new AtomicInteger();
        assertThatThrownBy(() -> transactions.retry(patient).run(dsl -> {
                    attempts.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw new DataAccessException("lost", new SQLException("serialization", "40001"));
                }))
                .isInstanceOf(DataAccessException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(attempts).hasValue(1);
    }

    private int sum() {
        return DSL.using(database.dataSource(), org.jooq.SQLDialect.POSTGRES)
                .fetchSingle("select sum(n) from t")
                .get(0, Integer.class);
    }
}
