package io.pgstride.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void numbersKeepEveryDigit() {
        assertThat(JsonReader.read(
                        "[0, -7, 15.00, 9223372036854775807, -9223372036854775808, 9223372036854775808, 1e3]"))
                .isEqualTo(List.of(
                        0L,
                        -7L,
                        new BigDecimal("15.00"),
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        new BigDecimal("9223372036854775808"),
                        new BigDecimal("1e3")));
    }

    @Test
    void overflownCostsAreRead() {
        assertThat(JsonReader.read("[Infinity, -Infinity, NaN]"))
                .isEqualTo(List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN));
    }

    @Test
    void keysKeepTheirOrderAndEqualKeysAreAllKept() {
        Object read = JsonReader.read("{\"b\": 1, \"a\": 2, \"b\": 3, \"b\": 4}");

        assertThat(read).isInstanceOf(Map.class);
        assertThat(read).hasToString("{b=1, a=2, b (2)=3, b (3)=4}");
    }

    @Test
    void stringsAreUnescaped() {
        assertThat(JsonReader.read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00é\""))
                .isEqualTo("\"\\/\b\f\n\r\té😀é");
    }

    @Test
    void wordsAreRead() {
        assertThat(JsonReader.read(" [true, false, null, {}, []] "))
                .isEqualTo(Arrays.asList(true, false, null, Map.of(), List.of()));
    }

    @Test
    void whatWasReadCannotBeChanged() {
        List<?> list = (List<?>) JsonReader.read("[{\"a\": 1}]");

        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(list::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(((Map<?, ?>) list.get(0))::clear);
    }

    @Test
    void writingGivesTheTextBack() {
        String text = "{\"a\":[1,2.50,null,true,Infinity,\"q\\\"\\\\\\b\\f\\n\\r\\t\\u0001é\"],\"b\":{},\"c\":[]}";

        assertThat(JsonWriter.write(JsonReader.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1,,2]",
                "[1 2]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{1:2}",
                "{\"a\" 1}",
                "01",
                "-",
                "-x",
                "1.",
                ".5",
                "1e",
                "1e+",
                "1e1000",
                "+1",
                "0x1",
                "tru",
                "nulls",
                "Inf",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12",
                "\"\\uGGGG\"",
                "\"\t\"",
                "'a'",
                "1 1",
                "\0",
                "{\"a\":1}}",
                "//",
                "\u0661"
            })
    void malformedTextIsRefusedWithItsOffset(String text) {
        assertThatExceptionOfType(JsonSyntaxException.class)
                .isThrownBy(() -> JsonReader.read(text))
                .satisfies(e -> assertThat(e.offset()).isBetween(0, text.length()));
    }

    @Test
    void theMessageDoesNotQuoteTheText() {
        assertThatExceptionOfType(JsonSyntaxException.class)
                .isThrownBy(() -> JsonReader.read("[\"secret\" secret]"))
                .withMessage("expected ',' or ']'")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void depthIsBounded(String open) {
        assertThatExceptionOfType(JsonSyntaxException.class)
                .isThrownBy(() -> JsonReader.read(open.repeat(1_000_000)))
                .withMessage("nested deeper than 2000");
    }

    @Test
    void theDeepestTextAllowedNeedsLittleStack() throws InterruptedException {
        String text = "[".repeat(JsonReader.MAX_DEPTH) + "]".repeat(JsonReader.MAX_DEPTH);
        List<@Nullable Object> read = new ArrayList<>();
        Thread small = new Thread(null, () -> read.add(JsonReader.read(text)), "small", 256 * 1024);
        small.start();
        small.join();

        assertThat(read).hasSize(1);
    }

    @Test
    void equalKeysAreBounded() {
        assertThatExceptionOfType(JsonSyntaxException.class)
                .isThrownBy(() -> JsonReader.read("{" + "\"a\":1,".repeat(1_000_000) + "\"a\":1}"))
                .withMessage("more than 100 equal keys in an object");
    }

    @Test
    void digitsAreBounded() {
        assertThat(JsonReader.read("1" + "0".repeat(300))).isEqualTo(new BigDecimal("1" + "0".repeat(300)));
        assertThatExceptionOfType(JsonSyntaxException.class).isThrownBy(() -> JsonReader.read("1".repeat(10_000_000)));
    }
}
