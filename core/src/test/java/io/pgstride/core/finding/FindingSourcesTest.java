package io.pgstride.core.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@PostgresTest
class FindingSourcesTest {
    private record Source(String id, Function<DSLContext, List<Finding>> look) implements FindingSource {
        @Override
        public String description() {
            return "The " + id + ".";
        }

        @Override
        public List<Finding> find(DSLContext dsl) {
            return look.apply(dsl);
        }
    }

    private static final FindingSource CALM = new Source("calm", dsl -> List.of(found("calm.thing", Severity.INFO)));
    private static final FindingSource ALARMED =
            new Source("alarmed", dsl -> List.of(found("alarmed.thing", Severity.CRITICAL)));

    @BeforeAll
    static void createTable(DSLContext dsl) {
        dsl.execute("create table empty (id int unique)");
    }

    @Test
    void registeredSourcesAreFoundAndAsked(DSLContext dsl) {
        FindingSources sources = FindingSources.load();

        assertThat(sources.sources()).singleElement().isInstanceOf(EmptyTables.class);
        assertThat(sources.find(dsl)).singleElement().satisfies(finding -> {
            assertThat(finding.key()).isEqualTo("sample.empty-table");
            assertThat(finding.subject()).isEqualTo("public.empty");
        });
    }

    @Test
    void equalIdsAreRefusedWithBothClasses() {
        FindingSource twin = new Source("sample.tables", dsl -> List.of());

        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> FindingSources.of(new EmptyTables(), twin))
                .withMessageContaining("'sample.tables'")
                .withMessageContaining(EmptyTables.class.getName())
                .withMessageContaining(Source.class.getName());
    }

    @Test
    void aMalformedIdIsRefused() {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> FindingSources.of(new Source("Not Good", dsl -> List.of())))
                .withMessageContaining("'Not Good'");
    }

    @Test
    void theWorstComesFirst(DSLContext dsl) {
        assertThat(FindingSources.of(CALM, ALARMED).find(dsl))
                .extracting(Finding::key)
                .containsExactly("alarmed.thing", "calm.thing");
    }

    @Test
    void aSourceThatFailsIsUnknownAndTheOthersAreAsked(DSLContext dsl) {
        FindingSource failing = new Source("failing", here -> {
            here.execute("insert into empty values (1)");
            here.execute("insert into empty values (1)");
            return List.of();
        });

        // In one transaction, which the failure must not abort for the others.
        List<Finding> findings = dsl.transactionResult(
                tx -> FindingSources.of(failing, CALM, ALARMED).find(tx.dsl()));

        assertThat(findings).extracting(Finding::key).containsExactly("alarmed.thing", "failing.unknown", "calm.thing");
        assertThat(findings.get(1).severity()).isEqualTo(Severity.UNKNOWN);
        assertThat(findings.get(1).evidence())
                .containsExactly(
                        entry("error", "org.postgresql.util.PSQLException"),
                        entry("sqlstate", "23505"),
                        entry("message", "duplicate key value violates unique constraint \"empty_id_key\""));
        assertThat(findings.get(1).toText()).doesNotContain("(id)=(1)", "insert into");
    }

    @Test
    void whateverASourceThrowsIsUnknown(DSLContext dsl) {
        FindingSource careless = new Source("careless", here -> {
            throw new IllegalStateException("a value: 42");
        });
        FindingSource explaining = new Source("explaining", here -> {
            throw new PgstrideException("Ask again later");
        });
        FindingSource silent = new Source("silent", here -> nothing());

        List<Finding> findings = FindingSources.of(careless, explaining, silent).find(dsl);

        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.UNKNOWN));
        assertThat(findings.get(0).evidence()).containsOnly(entry("error", "java.lang.IllegalStateException"));
        assertThat(findings.get(1).evidence()).containsEntry("message", "Ask again later");
        assertThat(findings.get(2).key()).isEqualTo("silent.unknown");
    }

    @Test
    void aSourceThatDoesNotLinkIsUnknownAndTheOthersAreAsked(DSLContext dsl) {
        FindingSource unlinked = new Source("unlinked", here -> {
            throw new NoClassDefFoundError("org/example/Missing");
        });

        List<Finding> findings = FindingSources.of(unlinked, CALM).find(dsl);

        assertThat(findings).extracting(Finding::key).containsExactly("unlinked.unknown", "calm.thing");
        assertThat(findings.get(0).evidence()).containsOnly(entry("error", "java.lang.NoClassDefFoundError"));
    }

    @Test
    void aCheckedExceptionThatWasNotDeclaredIsRolledBackToo(DataSource dataSource) throws SQLException {
        FindingSource sneaky = new Source("sneaky", here -> {
            here.execute("insert into empty values (1)");
            throw FindingSourcesTest.<RuntimeException>undeclared(new IOException("not declared"));
        });
        try (Connection connection = dataSource.getConnection()) {
            DSLContext dsl = DSL.using(connection, SQLDialect.POSTGRES);

            assertThat(FindingSources.of(sneaky).find(dsl))
                    .extracting(Finding::key)
                    .containsExactly("sneaky.unknown");
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(dsl.fetchCount(DSL.table("empty"))).isZero();
        }
    }

    @Test
    void aSourceThatCannotDescribeItselfIsUnknownAndTheOthersAreAsked(DSLContext dsl) {
        List<Finding> findings = FindingSources.of(new Speechless(), CALM).find(dsl);

        assertThat(findings).extracting(Finding::key).containsExactly("speechless.unknown", "calm.thing");
        assertThat(findings.get(0).subject()).isEqualTo("speechless");
    }

    @Test
    void anIdThatThrowsIsRefusedWithItsClass() {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> FindingSources.of(CALM, new Nameless()))
                .withMessageContaining(Nameless.class.getName())
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingThatASourceWritesRemains(DSLContext dsl) {
        FindingSource writing = new Source("writing", here -> {
            here.execute("insert into empty values (1)");
            here.transaction(inner -> inner.dsl().execute("insert into empty values (2)"));
            return List.of();
        });

        FindingSources.of(writing).find(dsl);
        assertThat(dsl.fetchCount(DSL.table("empty"))).isZero();

        dsl.transaction(tx -> {
            tx.dsl().execute("insert into empty values (3)");
            FindingSources.of(writing).find(tx.dsl());
        });
        assertThat(dsl.fetchValues("select id from empty").toString()).isEqualTo("[3]");
        dsl.execute("delete from empty");
    }

    @Test
    void aSourcesOwnTransactionRollsBackAlone(DSLContext dsl) {
        FindingSource trying = new Source("trying", here -> {
            here.execute("create temp table kept (id int) on commit drop");
            try {
                here.transaction(inner -> inner.dsl().execute("select 1 / 0"));
            } catch (RuntimeException expected) {
                here.execute("insert into kept values (1)");
            }
            return List.of(found("trying.thing", Severity.INFO));
        });

        assertThat(FindingSources.of(trying).find(dsl)).extracting(Finding::key).containsExactly("trying.thing");
    }

    @Test
    void anErrorSwallowedInATransactionOfTheSourceUndoesThatTransactionOnly(DSLContext dsl) {
        FindingSource trying = new Source("trying", here -> {
            keep(here, 1);
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> here.transaction(inner -> swallowAnError(inner.dsl())));
            return kept(here);
        });

        assertThat(FindingSources.of(trying).find(dsl))
                .extracting(Finding::summary)
                .containsExactly("[1]");
    }

    @Test
    void anErrorSwallowedInANestedTransactionLeavesTheOuterOne(DSLContext dsl) {
        FindingSource trying = new Source("trying", here -> {
            here.transaction(outer -> {
                keep(outer.dsl(), 1);
                assertThatExceptionOfType(DataAccessException.class)
                        .isThrownBy(() -> outer.dsl().transaction(inner -> swallowAnError(inner.dsl())));
                outer.dsl().execute("insert into kept values (2)");
            });
            return kept(here);
        });

        assertThat(FindingSources.of(trying).find(dsl))
                .extracting(Finding::summary)
                .containsExactly("[1, 2]");
    }

    @Test
    void aTransactionThatCannotBeginUndoesNoOuterOne(DSLContext dsl) {
        FindingSource trying = new Source("trying", here -> {
            here.transaction(outer -> {
                keep(outer.dsl(), 1);
                assertThatExceptionOfType(DataAccessException.class)
                        .isThrownBy(() -> outer.dsl().transaction(inner -> {
                            swallowAnError(inner.dsl());
                            assertThatExceptionOfType(DataAccessException.class)
                                    .isThrownBy(() -> inner.dsl().transaction(innermost -> {}));
                        }));
            });
            return kept(here);
        });

        assertThat(FindingSources.of(trying).find(dsl))
                .extracting(Finding::summary)
                .containsExactly("[1]");
    }

    @Test
    void anErrorSwallowedInATransactionIsNotTheAnswerThatAllIsWell(DSLContext dsl) {
        FindingSource once = new Source("once", here -> {
            here.transaction(inner -> swallowAnError(inner.dsl()));
            return List.of();
        });
        FindingSource twice = new Source("twice", here -> {
            here.transaction(outer -> outer.dsl().transaction(inner -> swallowAnError(inner.dsl())));
            return List.of();
        });

        assertThat(FindingSources.of(once, twice).find(dsl))
                .extracting(Finding::key)
                .containsExactly("once.unknown", "twice.unknown");
    }

    @Test
    void aServerThatCannotBeReachedIsUnknown() {
        DSLContext nowhere = DSL.using(new DefaultConfiguration());

        assertThat(FindingSources.of(CALM).find(nowhere))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.UNKNOWN));
    }

    /** Says its id once, and never what it looks for. */
    private static final class Speechless implements FindingSource {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String id() {
            if (asked.incrementAndGet() > 1) {
                throw new IllegalStateException("asked again");
            }
            return "speechless";
        }

        @Override
        public String description() {
            throw new IllegalStateException("no words");
        }

        @Override
        public List<Finding> find(DSLContext dsl) {
            throw new IllegalStateException("no findings");
        }
    }

    private static final class Nameless implements FindingSource {
        @Override
        public String id() {
            throw new IllegalStateException("no name");
        }

        @Override
        public String description() {
            return "Nothing.";
        }

        @Override
        public List<Finding> find(DSLContext dsl) {
            return List.of();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E undeclared(Exception e) throws E {
        throw (E) e;
    }

    private static void keep(DSLContext dsl, int id) {
        dsl.execute("create temp table kept (id int) on commit drop");
        dsl.execute("insert into kept values (?)", id);
    }

    private static List<Finding> kept(DSLContext dsl) {
        return List.of(Finding.of("trying.kept", Severity.INFO)
                .subject("kept")
                .summary(dsl.fetchValues("select id from kept order by id").toString())
                .build());
    }

    private static void swallowAnError(DSLContext dsl) {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> dsl.execute("select 1 / 0"))
                .satisfies(e -> assertThat(e.sqlState()).isEqualTo("22012"));
    }

    private static Finding found(String key, Severity severity) {
        return Finding.of(key, severity).subject("x").summary("It is so.").build();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static List<Finding> nothing() {
        return null;
    }
}
