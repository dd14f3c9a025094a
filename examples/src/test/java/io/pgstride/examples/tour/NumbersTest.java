package io.pgstride.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
    @ParameterizedTest
    @CsvSource({"0.2134,0.213", "0.9999,1.00", "9.996,10.0", "24.51,24.5", "99.96,100", "1234.5,'1,235'", ",–"})
    void decimalsKeepThreeDigits(Double value, String text) {
        assertThat(Numbers.decimal(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.7,0.7×", "9.4,9.4×", "9.6,10×", "1234.2,'1,234×'", ",–"})
    void times(Double ratio, String text) {
        assertThat(Numbers.times(ratio)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.1,0.1", "50,50", "1000,1k", "94860,94.9k", "950000,950k", "2000000,2M"})
    void axes(double value, String text) {
        assertThat(Numbers.brief(value)).isEqualTo(text);
    }
}
