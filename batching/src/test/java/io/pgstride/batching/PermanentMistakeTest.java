package io.pgstride.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;

import io.pgstride.batching.job.Job;
import io.pgstride.batching.job.JobTable;
import io.pgstride.core.ForwardingDataSource;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** A started processor tries on, as it may be mended meanwhile; its warning says what to mend. */
@PostgresTest
class PermanentMistakeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DataSource dataSource;
    private final DSLContext dsl;

    PermanentMistakeTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @Test
    void aMissingJobTableIsNamedAndWorkedOnWhenItIsThere() {
        JobTable jobs = JobTable.named(name("nojobs"));
        try (Warnings warnings = new Warnings();
                BatchProcessor processor = BatchProcessor.on(dataSource)
                        .claim(jobs.claim("mail"))
                        .transactional((tx, mails) -> {})
                        .build()) {
            processor.start();
            await().atMost(LIMIT).until(() -> !warnings.of("nojobs").isEmpty());
            assertThat(warnings.of("nojobs").get(0))
                    .contains("42P01: relation \"nojobs\" does not exist", "JobTable.ddl()", "tries go on");
            assertThat(processor.isRunning()).isTrue();
            assertThat(processor.failure()).isEmpty();
            dsl.execute(jobs.ddl());
            jobs.enqueue(dsl, Job.of("mail", JSONB.valueOf("{}")));
            await().atMost(LIMIT).until(() -> dsl.fetchCount(jobs.table()) == 0);
        }
    }

    @Test
    void aMisspelledColumnIsNamed() {
        dsl.execute("create table misspelled (id bigint primary key, done boolean not null default false)");
        assertThat(warning(dataSource, "misspelled", "doen"))
                .contains("42703: column", "doen", "mend the claim or the table");
    }

    @Test
    void aMissingPrivilegeIsNamed() {
        dsl.execute("create table forbidden (id bigint primary key, done boolean not null default false)");
        dsl.execute("drop role if exists pgstride_poor");
        dsl.execute("create role pgstride_poor");
        try {
            assertThat(warning(new As(dataSource, "pgstride_poor"), "forbidden", "done"))
                    .contains("42501: permission denied for table forbidden", "grant it to the role");
        } finally {
            dsl.execute("drop role pgstride_poor");
        }
    }

    @Test
    void aDataSourceThatGivesNoConnectionIsToldApart() {
        dsl.execute("create table unreachable (id bigint primary key, done boolean not null default false)");
        assertThat(warning(new Closed(dataSource), "unreachable", "done"))
                .contains("SQLException without an SQLSTATE", "closed", "each worker needs a connection")
                .doesNotContain("secret");
    }

    private static String warning(DataSource source, String table, String column) {
        Claim<Record> claim = Claim.from(DSL.table(name(table)))
                .key(field(name(table, "id"), SQLDataType.BIGINT))
                .where(field(name(table, column), SQLDataType.BOOLEAN).isFalse())
                .deleteDone();
        try (Warnings warnings = new Warnings();
                BatchProcessor processor = BatchProcessor.on(source)
                        .claim(claim)
                        .transactional((tx, rows) -> {})
                        .build()) {
            processor.start();
            await().atMost(LIMIT).until(() -> !warnings.of(table).isEmpty());
            return warnings.of(table).get(0);
        }
    }

    /** Logs on as a role. */
    private static final class As extends ForwardingDataSource {
        private final String role;

        As(DataSource delegate, String role) {
            super(delegate);
            this.role = role;
        }

        @Override
        protected Connection handOut(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set role " + role);
            }
            return connection;
        }
    }

    /** As a pool that was closed. */
    private static final class Closed extends ForwardingDataSource {
        Closed(DataSource delegate) {
            super(delegate);
        }

        @Override
        protected Connection handOut(Connection connection) {
            return connection;
        }

        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("closed, the password is secret");
        }
    }
}
