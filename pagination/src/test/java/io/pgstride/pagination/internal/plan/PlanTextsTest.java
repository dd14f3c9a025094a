package io.pgstride.pagination.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.plan.QueryPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTextsTest {
    private static final String OLD = """
            [{"Plan": {"Node Type": "Limit", "Plans": [
                {"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 1 (returns $0)",
                 "Output": ["NULL::bigint"]},
                {"Node Type": "Result", "Parent Relationship": "InitPlan", "Subplan Name": "InitPlan 2 (returns $1)",
                 "Output": ["random()"]}]}}]""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(kind = 'it''s 5'::text) | (kind = ?::text)",
                "(kind = E'a\\\\b\\'c 7'::text) | (kind = ?::text)",
                "(user_id = 987) AND (t1.price > -3.50) | (user_id = ?) AND (t1.price > ?)",
                "(\"a 'b' 5\" = 5) | (\"a 'b' 5\" = ?)",
                "(ROW(at, id) < ROW($0, $1)) | (ROW(at, id) < ROW(?, ?))",
                "(ROW(at, id) < ROW((InitPlan 1).col1, (InitPlan 2).col1)) | (ROW(at, id) < ROW(?, ?))",
                "(tags = '{a,\"b\"}'::text[]) | (tags = ?::text[])",
                "(COALESCE(active, false) AND (x IS TRUE)) | (COALESCE(active, ?) AND (x IS TRUE))",
                "((kind)::character varying(20) ~~ '%$0%'::text) | ((kind)::character varying(?) ~~ ?::text)"
            })
    void textsKeepNamesAndLoseValues(String text, String without) {
        assertThat(PlanTexts.withoutValues(text)).isEqualTo(without);
    }

    @Test
    void valuesOfTheCursorAreToldFromOtherSubqueriesAndFromLiterals() {
        PlanTexts texts = new PlanTexts(QueryPlan.parse(OLD));
        assertThat(texts.hasCursorValue("(id < $0)")).isTrue();
        assertThat(texts.hasCursorValue("(id < $1)")).isFalse();
        assertThat(texts.hasCursorValue("(id < $01)")).isFalse();
        assertThat(texts.hasCursorValue("(kind = '$0'::text)")).isFalse();
        PlanTexts recent = new PlanTexts(QueryPlan.parse(OLD.replaceAll(" \\(returns \\$\\d\\)", "")));
        assertThat(recent.hasCursorValue("(id < (InitPlan 1).col1)")).isTrue();
        assertThat(recent.hasCursorValue("(id < (InitPlan 2).col1)")).isFalse();
    }

    @Test
    void aColumnIsFoundByItsWholeName() {
        assertThat(PlanTexts.mentions("((events.kind)::text = 'x'::text)", "kind"))
                .isTrue();
        assertThat(PlanTexts.mentions("(\"Kind\" = 1)", "Kind")).isTrue();
        assertThat(PlanTexts.mentions("(kinds = 'kind'::text)", "kind")).isFalse();
    }
}
