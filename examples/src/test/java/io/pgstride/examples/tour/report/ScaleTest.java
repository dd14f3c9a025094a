package io.pgstride.examples.tour.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ScaleTest {
    @Test
    void logarithmicScaleEndsAtPowersOfTen() {
        Scale scale = Scale.logarithmic(DoubleStream.of(0.3, 292), 100, 0);
        assertThat(scale.ticks()).containsExactly(0.1, 1.0, 10.0, 100.0, 1000.0);
        assertThat(scale.at(0.1)).isCloseTo(100, within(1e-9));
        assertThat(scale.at(10)).isCloseTo(50, within(1e-9));
        assertThat(scale.at(1000)).isCloseTo(0, within(1e-9));
    }

    @Test
    void oneValueStillMakesAScale() {
        Scale scale = Scale.logarithmic(DoubleStream.of(10), 100, 0);
        assertThat(scale.at(10)).isBetween(0.0, 100.0);
    }

    @Test
    void scaleFromNoughtHasAPlaceForNought() {
        Scale scale = Scale.fromNought(DoubleStream.of(0, 1_000, 10_000, 950_000), 0, 100);
        assertThat(scale.at(0)).isZero();
        assertThat(scale.at(950_000)).isCloseTo(100, within(1e-9));
        assertThat(scale.at(10_000) - scale.at(1_000)).isCloseTo(scale.at(100_000) - scale.at(10_000), within(2.0));
    }

    @Test
    void linearScaleEndsAtARoundValue() {
        Scale scale = Scale.linear(DoubleStream.of(0.2, 8.7), 0, 100);
        assertThat(scale.ticks()).containsExactly(0.0, 2.0, 4.0, 6.0, 8.0, 10.0);
        assertThat(scale.at(5)).isCloseTo(50, within(1e-9));
        assertThat(Scale.linear(DoubleStream.of(), 0, 100).at(0)).isZero();
    }

    @Test
    void noughtAloneDoesNotBreakTheScale() {
        assertThat(Scale.fromNought(DoubleStream.of(0), 0, 100).at(0)).isZero();
    }
}
