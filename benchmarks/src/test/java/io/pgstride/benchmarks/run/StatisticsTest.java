package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void medianOfAnOddNumberIsTheMiddleValue() {
        assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(4, 1, 100, 2)).isEqualTo(3);
    }

    @Test
    void percentileIsTheNearestRank() {
        double[] oneToHundred = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();

        assertThat(Statistics.percentile(oneToHundred, 99)).isEqualTo(99);
        assertThat(Statistics.percentile(oneToHundred, 100)).isEqualTo(100);
        assertThat(Statistics.percentile(new double[] {3, 1, 2}, 99)).isEqualTo(3);
        assertThat(Statistics.percentile(new double[] {3, 1, 2}, 0)).isEqualTo(1);
    }

    @Test
    void valuesStayAsTheyWere() {
        double[] values = {3, 1, 2};

        Statistics.median(values);

        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void noValuesHaveNoStatistic() {
        assertThatThrownBy(Statistics::median).isInstanceOf(IllegalArgumentException.class);
    }
}
