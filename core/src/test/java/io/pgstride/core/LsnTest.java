package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

    @Test
    void textIsPostgresForm() {
        assertThat(Lsn.parse("16/B374D848").value()).isEqualTo(0x16_B374_D848L);
        assertThat(Lsn.parse("16/B374D848")).hasToString("16/B374D848");
        assertThat(new Lsn(0)).hasToString("0/0");
        assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF").value()).isEqualTo(-1L);
    }

    @Test
    void orderIsUnsigned() {
        assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("7FFFFFFF/FFFFFFFF"));
        assertThat(Lsn.parse("0/A")).isLessThan(Lsn.parse("1/0"));
    }

    @Test
    void tokensAreOrderedByTimelineThenPosition() {
        ConsistencyToken before = new ConsistencyToken(1, Lsn.parse("7FFFFFFF/FFFFFFFF"));
        ConsistencyToken after = new ConsistencyToken(1, Lsn.parse("FFFFFFFF/0"));
        ConsistencyToken promoted = new ConsistencyToken(2, Lsn.parse("0/1"));
        assertThat(before).isLessThan(after);
        assertThat(after).isLessThan(promoted);
        assertThat(ConsistencyToken.latest(promoted, after)).isEqualTo(promoted);
        assertThat(ConsistencyToken.latest(before, promoted)).isEqualTo(promoted);
        assertThat(promoted).hasToString("2-0/1");
    }

    @Test
    void positionBehindAPageHeaderIsThePagesStart() {
        assertThat(Lsn.parse("0/3000018").beforePageHeader(8192)).isEqualTo(Lsn.parse("0/3000000"));
        assertThat(Lsn.parse("0/3000028").beforePageHeader(8192)).isEqualTo(Lsn.parse("0/3000000"));
        assertThat(Lsn.parse("0/3000030").beforePageHeader(8192)).isEqualTo(Lsn.parse("0/3000030"));
        assertThat(Lsn.parse("FFFFFFFF/FFFFE018").beforePageHeader(8192)).isEqualTo(Lsn.parse("FFFFFFFF/FFFFE000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0/", "/0", "g/0", "123456789/0", "-1/0", "0/0 "})
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse(text));
    }
}
