package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Lsn;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The token that a commit hands its hooks. */
@PostgresTest
class TokenTest {
    private final PostgresDatabase database;
    private final Transactions transactions;
    private final List<TransactionOutcome> outcomes = new ArrayList<>();

    TokenTest(PostgresDatabase database) {
        this.database = database;
        this.transactions = Transactions.on(TransactionHooks.wrap(
                database.dataSource(), HookOptions.ofDefaults().withTokens()));
    }

    @BeforeEach
    void createTable() {
        database.dsl().execute("drop table if exists t");
        database.dsl().execute("create table t (id int primary key deferrable initially deferred)");
    }

    @Test
    void commitThatWroteGetsATokenBehindIt() {
        Lsn before = position();
        Optional<ConsistencyToken> token = tokenOf("insert into t values (1)");
        Lsn after = position();
        assertThat(token).hasValueSatisfying(t -> {
            assertThat(t.timeline()).isEqualTo(1);
            assertThat(t.lsn()).isGreaterThan(before).isLessThanOrEqualTo(after);
        });
        assertThat(database.dsl().fetchCount(database.dsl().selectFrom("t"))).isEqualTo(1);
    }

    @Test
    void tokensGrow() {
        ConsistencyToken first = tokenOf("insert into t values (1)").orElseThrow();
        ConsistencyToken second = tokenOf("insert into t values (2)").orElseThrow();
        assertThat(second.lsn()).isGreaterThan(first.lsn());
    }

    @Test
    void commitThatOnlyReadGetsNone() {
        assertThat(tokenOf("select 1")).isEmpty();
    }

    @Test
    void commitWithoutAStatementGetsNone() {
        transactions.run(dsl -> remember(dsl));
        assertThat(outcomes).containsExactly(new TransactionOutcome.Committed(Optional.empty()));
    }

    @Test
    void refusedCommitIsRolledBackAndTheConnectionServesOn() {
        assertThatThrownBy(() -> tokenOf("insert into t values (1), (1)"))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("23505"));
        assertThat(outcomes).containsExactly(new TransactionOutcome.RolledBack());
        assertThat(tokenOf("insert into t values (1)")).isPresent();
    }

    @Test
    void tokenComesWithAutocommitTurnedOnToo() throws SQLException {
        var connection = TransactionHooks.wrap(
                        database.dataSource(), HookOptions.ofDefaults().withTokens())
                .getConnection();
        try (connection;
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            TransactionHooks.of(connection).afterCompletion(outcomes::add);
            statement.execute("insert into t values (1)");
            connection.setAutoCommit(true);
            assertThat(connection.getAutoCommit()).isTrue();
        }
        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        TransactionOutcome.Committed.class,
                        committed -> assertThat(committed.token()).isPresent());
    }

    @Test
    void commitIsACommitWhereThePositionMayNotBeRead() {
        database.dsl().execute("drop role if exists reader");
        database.dsl().execute("create role reader; grant insert, select on t to reader");
        database.dsl().execute("revoke execute on function pg_current_wal_insert_lsn() from public");
        try {
            transactions.run(dsl -> {
                remember(dsl);
                dsl.execute("set local role reader");
                dsl.execute("insert into t values (1)");
                dsl.execute("set role reader");
            });
        } finally {
            database.dsl().execute("grant execute on function pg_current_wal_insert_lsn() to public");
            database.dsl().execute("drop owned by reader; drop role reader");
        }
        assertThat(outcomes).containsExactly(new TransactionOutcome.Committed(Optional.empty()));
        assertThat(database.dsl().fetchCount(database.dsl().selectFrom("t"))).isEqualTo(1);
    }

    @Test
    void failedTransactionAndVetoAreRolledBack() {
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    remember(dsl);
                    assertThatThrownBy(() -> dsl.execute("select 1/0")).isInstanceOf(DataAccessException.class);
                }))
                .isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    remember(dsl);
                    dsl.execute("insert into t values (1)");
                    TransactionHooks.of(dsl).beforeCommit(connection -> {
                        throw new IllegalStateException("veto");
                    });
                }))
                .isInstanceOf(DataAccessException.class)
                .hasRootCauseMessage("veto");
        assertThat(outcomes).containsExactly(new TransactionOutcome.RolledBack(), new TransactionOutcome.RolledBack());
    }

    @Test
    void connectionKilledBeforeCommitLeavesTheOutcomeUnknown() {
        assertThatThrownBy(() -> transactions.run(dsl -> {
                    remember(dsl);
                    dsl.execute("insert into t values (1)");
                    int pid = dsl.fetchSingle("select pg_backend_pid()").get(0, Integer.class);
                    TransactionHooks.of(dsl)
                            .beforeCommit(c -> database.dsl().execute("select pg_terminate_backend(?, 10000)", pid));
                }))
                .isInstanceOf(io.pgstride.core.CommitOutcomeUnknownException.class);
        assertThat(outcomes).singleElement().isInstanceOf(TransactionOutcome.Unknown.class);
    }

    private Optional<ConsistencyToken> tokenOf(String sql) {
        transactions.run(dsl -> {
            remember(dsl);
            dsl.execute(sql);
        });
        return ((TransactionOutcome.Committed) outcomes.get(outcomes.size() - 1)).token();
    }

    private void remember(DSLContext dsl) {
        TransactionHooks.of(dsl).afterCompletion(outcomes::add);
    }

    private Lsn position() {
        return Lsn.parse(database.dsl()
                .fetchSingle("select pg_current_wal_insert_lsn()::text")
                .get(0, String.class));
    }
}
