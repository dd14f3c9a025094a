package io.pgstride.core.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgstride.core.PgstrideException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTest {
    @Test
    void theTextTellsWhatWhereWhyAndHow() {
        // tag::finding[]
        Finding finding = Finding.of("pagination.missing-index", Severity.WARNING)
                .subject("public.events")
                .summary("Pages by created_at, id sort the whole table.")
                .evidence("rows", 1_000_000)
                .evidence("slowest", Duration.ofMillis(1500))
                .fix(Fix.sql("CREATE INDEX CONCURRENTLY ON public.events (created_at, id)")
                        .lock(LockLevel.SHARE_UPDATE_EXCLUSIVE)
                        .outsideTransaction())
                .documentation(URI.create("https://example.org/pagination"))
                .build();
        // end::finding[]

        assertThat(finding.toText()).isEqualTo("""
                        WARNING pagination.missing-index  public.events
                          Pages by created_at, id sort the whole table.
                          rows: 1000000
                          slowest: PT1.5S
                          Fix, lock SHARE UPDATE EXCLUSIVE, outside a transaction:
                            CREATE INDEX CONCURRENTLY ON public.events (created_at, id);
                          See https://example.org/pagination
                        """);
    }

    @Test
    void evidenceKeepsItsOrderAndCannotBeChanged() {
        Finding finding = minimal("a.b")
                .evidence("z", 1)
                .evidence("a", 2)
                .evidence("m", "x")
                .build();

        assertThat(finding.evidence().keySet()).containsExactly("z", "a", "m");
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> finding.evidence().clear());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "pagination.missing-index", "core2.x-2y.z9"})
    void keysOfTheHouseAreTaken(String key) {
        assertThat(minimal(key).build().key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "A.b", "a.B", "a..b", "a.b.", ".a", "a.b-", "a.-b", "a.b--c", "a.b c", "a.1", "a_b.c", "a.b\n",
                "é.b"
            })
    void otherKeysAreRefused(String key) {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(minimal(key)::build)
                .withMessageContaining("'pagination.missing-index'");
    }

    @Test
    void anEndlessKeyIsRefused() {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(minimal("a." + "b".repeat(100))::build)
                .withMessage("Key of a finding has 102 characters; at most 100 are allowed");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(
                        () -> Finding.of("a.b", Severity.INFO).summary("It is.").build())
                .withMessageContaining("blank subject");
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(() -> Finding.of("a.b", Severity.INFO).subject("t").build())
                .withMessageContaining("blank summary");
        assertThatExceptionOfType(PgstrideException.class)
                .isThrownBy(minimal("a.b").evidence("list", List.of())::build)
                .withMessageContaining("evidence list");
    }

    @Test
    void aFixNeedsStatements() {
        assertThatExceptionOfType(PgstrideException.class).isThrownBy(() -> Fix.sql());
        assertThatExceptionOfType(PgstrideException.class).isThrownBy(() -> Fix.sql("vacuum", " "));
    }

    private static Finding.Builder minimal(String key) {
        return Finding.of(key, Severity.INFO).subject("public.t").summary("It is so.");
    }
}
