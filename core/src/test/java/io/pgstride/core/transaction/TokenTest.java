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
