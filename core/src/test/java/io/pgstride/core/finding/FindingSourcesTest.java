package io.pgstride.core.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.pgstride.core.PgstrideException;
import io.pgstride.testing.PostgresTest;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
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
    void nothingThatASourceWritesRemains(DSLContext dsl) {
        FindingSource writing = new Source("writing", here -> {
            here.execute("insert into empty values (1)");
            here.transaction(inner -> inner.dsl().execute("insert into empty values (2)"));
            return List.of();
        });

        FindingSources.of(writing).find(dsl);
        assertThat(dsl.fetchCount(org.jooq.impl.DSL.table("empty"))).isZero();

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
    void aServerThatCannotBeReachedIsUnknown() {
        DSLContext nowhere = org.jooq.impl.DSL.using(new org.jooq.impl.DefaultConfiguration());

        assertThat(FindingSources.of(CALM).find(nowhere))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.UNKNOWN));
    }

    private static Finding found(String key, Severity severity) {
        return Finding.of(key, severity).subject("x").summary("It is so.").build();
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static List<Finding> nothing() {
        return null;
    }
}
