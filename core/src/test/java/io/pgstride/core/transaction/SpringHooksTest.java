package io.pgstride.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.SQLDialect.POSTGRES;

import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JdbcTransactionManager over a wrapped DataSource, by JdbcTemplate and by jOOQ through Spring's proxy. */
@PostgresTest
class SpringHooksTest {
    private final DataSource dataSource;
    private final JdbcTemplate jdbc;
    private final DSLContext dsl;
    private final TransactionTemplate transaction;
    private final Journal journal = new Journal();

    SpringHooksTest(DataSource plain) {
        dataSource = TransactionHooks.wrap(plain);
        jdbc = new JdbcTemplate(dataSource);
        dsl = DSL.using(new TransactionAwareDataSourceProxy(dataSource), POSTGRES);
        transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @BeforeEach
    void createTable() {
        jdbc.execute("drop table if exists t; create table t (id int primary key deferrable initially deferred)");
    }

    @Test
    void commit() {
        transaction.executeWithoutResult(status -> {
            journal.register(hooks(), "jdbc");
            journal.register(TransactionHooks.of(dsl), "jooq");
            jdbc.update("insert into t values (1)");
        });
        assertThat(journal.entries())
                .containsExactly(
                        "jdbc:before",
                        "jooq:before",
                        "jdbc:committed",
                        "jdbc:committed",
                        "jooq:committed",
                        "jooq:committed");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void rollbackOnly() {
        transaction.executeWithoutResult(status -> {
            journal.register(hooks(), "a");
            jdbc.update("insert into t values (1)");
            status.setRollbackOnly();
        });
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
        assertThat(rows()).isZero();
    }

    @Test
    void nestedRollsBackToItsSavepoint() {
        TransactionTemplate nested = new TransactionTemplate(transaction.getTransactionManager());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        transaction.executeWithoutResult(status -> {
            journal.register(hooks(), "outer");
            nested.executeWithoutResult(inner -> {
                journal.register(hooks(), "inner");
                jdbc.update("insert into t values (2)");
                inner.setRollbackOnly();
            });
            jdbc.update("insert into t values (1)");
        });
        assertThat(journal.entries())
                .containsExactly(
                        "inner:rolled-back", "inner:rolledback", "outer:before", "outer:committed", "outer:committed");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void hookVetoesTheCommitAndNothingIsCommitted() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    jdbc.update("insert into t values (1)");
                    hooks().beforeCommit(connection -> {
                        throw new java.sql.SQLException("veto", "P0001");
                    });
                    journal.register(hooks(), "a");
                }))
                .hasRootCauseMessage("veto");
        assertThat(journal.entries()).containsExactly("a:rolled-back", "a:rolledback");
        assertThat(rows())
                .as("Spring turns autocommit on after a failed commit")
                .isZero();
    }

    @Test
    void serverRefusesTheCommit() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    journal.register(hooks(), "a");
                    jdbc.update("insert into t values (1), (1)");
                }))
                .isInstanceOf(DuplicateKeyException.class);
        assertThat(journal.entries()).containsExactly("a:before", "a:rolled-back", "a:rolledback");
    }

    @Test
    void unitDoesNotEndATransactionOfSpring() {
        DataSource proxy = new TransactionAwareDataSourceProxy(dataSource);
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    jdbc.update("insert into t values (1)");
                    Transactions.on(proxy).run(unit -> unit.execute("insert into t values (2)"));
                }))
                .isInstanceOf(io.pgstride.core.PgstrideException.class)
                .hasMessageContaining("open already");
        assertThat(rows()).isZero();
        assertThat(TransactionHooks.wrap(proxy)).as("wrapped once").isSameAs(proxy);
    }

    private TransactionHooks hooks() {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return TransactionHooks.of(connection);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private Integer rows() {
        return jdbc.queryForObject("select count(*) from t", Integer.class);
    }
}
