package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    @Test
    void shortPartsAreJoined() {
        assertThat(Identifiers.derive("orders", "p", "2024-01")).isEqualTo("orders_p_2024-01");
        assertThat(Identifiers.derive("a".repeat(63))).isEqualTo("a".repeat(63));
    }

    /** The literal pins the algorithm: objects of these names exist in users' databases. */
    @Test
    void longPartsAreCutAndHashed() {
        assertThat(Identifiers.derive("a".repeat(64)))
                .isEqualTo("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa_597756d4e752");
        assertThat(Identifiers.derive("a".repeat(60), "b", "c"))
                .isNotEqualTo(Identifiers.derive("a".repeat(60), "b_c"));
    }

    @Test
    void longNamesThatDifferAtTheirEndStayDistinct() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            names.add(Identifiers.derive("x".repeat(80), "p" + i));
        }

        assertThat(names).hasSize(10_000).allSatisfy(name -> assertThat(name).hasSize(63));
    }

    @ParameterizedTest
    @ValueSource(strings = {"é", "€", "😀"})
    void noCharacterIsCutApart(String character) {
        for (int shift = 0; shift < 5; shift++) {
            String name = Identifiers.derive("a".repeat(shift) + character.repeat(40));

            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(60, 63);
            assertThat(name).matches("a*" + character + "+_[0-9a-f]{12}");
        }
    }

    @Test
    void partsThatCannotBeStoredAreRefused() {
        assertThatExceptionOfType(InvalidIdentifierException.class).isThrownBy(Identifiers::derive);
        assertThatExceptionOfType(InvalidIdentifierException.class).isThrownBy(() -> Identifiers.derive("a", ""));
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.derive("a\0"))
                .withMessageContaining("NUL");
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.derive("a\ud83d"))
                .withMessageContaining("surrogate");
    }

    @Test
    void namesAreFoldedAndUnquoted() {
        assertThat(Identifiers.parse("Public.\"Odd \"\"Name\"\"\""))
                .isEqualTo(DSL.quotedName("public", "Odd \"Name\""));
        assertThat(Identifiers.parse("  events ")).isEqualTo(DSL.quotedName("events"));
        assertThat(Identifiers.parse("ÄB . c$1")).isEqualTo(DSL.quotedName("Äb", "c$1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", ".", "a.", ".a", "a..b", "1a", "$a", "a b", "a-b", "\"\"", "\"a", "a\"", "a\"b\"", "\"a\"b",
                "a;drop", "a.\"b", "\"a\"\"", "a'", "a(b)"
            })
    void whatIsNoNameIsRefused(String text) {
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.parse(text))
                .withMessageStartingWith("Identifier '" + text + "': ")
                .satisfies(e -> assertThat(e.text()).isEqualTo(text));
    }

    @Test
    void whatPostgresWouldCutIsRefused() {
        assertThat(Identifiers.parse("s." + "a".repeat(63)).last()).hasSize(63);
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.parse("s." + "é".repeat(32)))
                .withMessageContaining("has 64 bytes");
    }

    @Test
    void everyPartIsQuoted() {
        assertThat(Identifiers.quoted(DSL.unquotedName("public", "Odd \"Name\"")))
                .isEqualTo("\"public\".\"Odd \"\"Name\"\"\"");
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.quoted(DSL.name("")))
                .withMessageContaining("is empty");
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.quoted(DSL.name("\0")));
    }

    @Test
    void anEndlessNameIsShortInTheMessage() {
        assertThatExceptionOfType(InvalidIdentifierException.class)
                .isThrownBy(() -> Identifiers.parse("-".repeat(1_000_000)))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(400));
    }
}
