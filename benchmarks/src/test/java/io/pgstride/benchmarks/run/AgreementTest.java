package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {

    @Test
    void equalAnswersAgree() {
        assertThatCode(() -> Agreement.require("case c", answers(List.of(1, 2), List.of(1, 2))))
                .doesNotThrowAnyException();
    }

    @Test
    void theOneThatDepartsFromMostIsNamedEvenWhenItIsTheFirst() {
        Map<String, Answer> answers = answers(List.of("secret", "b"), List.of("a", "b"), List.of("a", "b"));

        assertThatThrownBy(() -> Agreement.require("case c", answers))
                .isInstanceOf(DisagreementException.class)
                .hasMessage("case c: subject s0 answers otherwise than s1, s2: item 1 of 2 is another one");
    }

    @Test
    void aMissingItemIsTold() {
        Map<String, Answer> answers = answers(List.of(1, 2), List.of(1, 2), List.of(1));

        assertThatThrownBy(() -> Agreement.require("case c", answers))
                .hasMessage("case c: subject s2 answers otherwise than s0, s1: 1 items instead of 2");
    }

    @Test
    void anItemTooManyIsTold() {
        Map<String, Answer> answers = answers(List.of(1), List.of(1), List.of(1, 2));

        assertThatThrownBy(() -> Agreement.require("case c", answers))
                .hasMessageContaining("s2")
                .hasMessageEndingWith("2 items instead of 1");
    }

    @Test
    void theSameItemsInAnotherOrderDisagree() {
        Map<String, Answer> answers = answers(List.of(1, 2, 3), List.of(1, 3, 2));

        assertThatThrownBy(() -> Agreement.require("case c", answers))
                .hasMessageEndingWith("item 2 of 3 is another one");
    }

    private static Map<String, Answer> answers(List<?>... items) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (List<?> each : items) {
            answers.put("s" + answers.size(), new Answer(each));
        }
        return answers;
    }
}
