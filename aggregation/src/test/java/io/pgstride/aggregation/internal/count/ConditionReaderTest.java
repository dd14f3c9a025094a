package io.pgstride.aggregation.internal.count;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Conditions as EXPLAIN (VERBOSE) of PostgreSQL 14 to 18 prints them. */
class ConditionReaderTest {
    @Test
    void comparisonsOfColumns() {
        Conditions read = ConditionReader.read(
                "((e.kind = 'it''s (a) e.note ~~'::text) AND (e.\"group\" >= 3) AND (e.at IS NOT NULL))", "e");
        assertThat(read.columns()).containsExactlyInAnyOrder("kind", "\"group\"", "at");
        assertThat(read.patterns()).isEmpty();
        assertThat(read.expressions()).isEmpty();
    }

    @Test
    void listsOfValues() {
        Conditions read = ConditionReader.read("(e.id = ANY ('{1,2,3}'::bigint[]))", "e");
        assertThat(read.columns()).containsExactly("id");
        assertThat(read.expressions()).isEmpty();
        assertThat(read.patterns()).isEmpty();
    }

    @Test
    void patterns() {
        Conditions read = ConditionReader.read("((e.note ~~ '%x'::text) AND (e.tags @> '{a}'::text[]))", "e");
        assertThat(read.patterns()).containsExactlyInAnyOrder("note", "tags");
    }

    @Test
    void expressions() {
        Conditions read = ConditionReader.read(
                "((lower(e.name) = 'x'::text) AND ((e.a + e.b) > 3) AND ((e.data ->> 'k'::text) = 'v'::text))", "e");
        assertThat(read.expressions()).containsExactlyInAnyOrder("lower(name)", "(a + b)", "(data ->> 'k'::text)");
        assertThat(read.computed()).containsExactlyInAnyOrder("name", "a", "b", "data");
    }

    @Test
    void castsOfTextAreNoExpressions() {
        assertThat(ConditionReader.read("((e.code)::text = 'x'::text)", "e").expressions())
                .isEmpty();
        assertThat(ConditionReader.read("((e.at)::date = '2026-01-01'::date)", "e")
                        .expressions())
                .containsExactly("(at)::date");
    }

    @Test
    void quotedAliasesAndColumns() {
        Conditions read =
                ConditionReader.read("((\"my \"\"e\".\"a.b\" = 3) AND (upper(\"my \"\"e\".c) = 'D'::text))", "my \"e");
        assertThat(read.columns()).containsExactlyInAnyOrder("\"a.b\"", "c");
        assertThat(read.expressions()).containsExactly("upper(c)");
    }

    @Test
    void conditionsOfJoinsAreNotOfTheTable() {
        assertThat(ConditionReader.read("(e.id = f.id)", "e").none()).isTrue();
    }

    @Test
    void subqueries() {
        assertThat(ConditionReader.read("(e.id = (InitPlan 1).col1)", "e").subqueries())
                .isNotEmpty();
        assertThat(ConditionReader.read("(e.id = $0)", "e").subqueries()).isNotEmpty();
        assertThat(ConditionReader.read("(NOT (hashed SubPlan 1))", "e").subqueries())
                .isNotEmpty();
    }
}
