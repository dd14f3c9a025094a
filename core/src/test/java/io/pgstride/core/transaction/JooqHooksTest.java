package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.SQLDialect.POSTGRES;

import io.pgstride.core.NoTransactionException;
import io.pgstride.testing.PostgresTest;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** jOOQ's own transactions over a wrapped DataSource. */
@PostgresTest
class JooqHooksTest {
    private final DSLContext dsl;
    private final Journal journal = new Journal();

    JooqHooksTest(DataSource dataSource) {
        dsl = DSL.using(TransactionHooks.wrap(dataSource), POSTGRES);
    }

    @Test
    void commit() {
        dsl.transaction(tx -> {
            journal.register(TransactionHooks.of(tx.dsl()), "a");
            tx.dsl().selectOne().fetch();
        });
        assertThat(journal.entries()).containsExactly("a:before", "a:committed", "a:committed");
    }

    @Test
    void rollback() {
        assertThatThrownBy(() -> dsl.transaction(tx -> {
                    journal.register(TransactionHooks.of(tx.dsl()), "a");
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
    }

    @Test
    void nestedTransactionFailsAndTheOuterGoesOn() {
        dsl.transaction(outer -> {
            journal.register(TransactionHooks.of(outer.dsl()), "outer");
            assertThatThrownBy(() -> outer.dsl().transaction(inner -> {
                        journal.register(TransactionHooks.of(inner.dsl()), "inner");
                        throw new IllegalStateException("undo the inner");
                    }))
                    .hasMessage("undo the inner");
            outer.dsl().transaction(inner -> journal.register(TransactionHooks.of(inner.dsl()), "second"));
        });
        assertThat(journal.entries())
                .containsExactly(
                        "inner:rolled-back",
                        "inner:rolledback",
                        "outer:before",
                        "second:before",
                        "outer:committed",
                        "outer:committed",
                        "second:committed",
                        "second:committed");
    }

    @Test
    void hookVetoesTheCommit() {
        assertThatThrownBy(() -> dsl.transaction(tx -> {
                    TransactionHooks hooks = TransactionHooks.of(tx.dsl());
                    hooks.beforeCommit(connection -> {
                        throw new java.sql.SQLException("veto", "P0001");
                    });
                    journal.register(hooks, "a");
                }))
                .isInstanceOfSatisfying(
                        DataAccessException.class, e -> assertThat(e.sqlState()).isEqualTo("P0001"));
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
    }

    @Test
    void noTransactionIsOpen() {
        assertThatExceptionOfType(NoTransactionException.class)
                .isThrownBy(() -> TransactionHooks.of(dsl))
                .withMessageContaining("no transaction is open on this DSLContext");
    }
}
