package io.pgstride.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void everySubjectStandsInEveryPlaceOnceABlock() {
        for (long seed = 0; seed < 50; seed++) {
            Turns turns = new Turns(5, seed);
            for (int block = 0; block < 3; block++) {
                List<List<Integer>> rounds = take(turns, 5);
                for (int place = 0; place < 5; place++) {
                    int at = place;
                    assertThat(rounds.stream().map(round -> round.get(at)))
                            .as("seed %d, block %d, place %d", seed, block, place)
                            .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameOrderAndAnotherSeedAnother() {
        List<List<Integer>> once = take(new Turns(5, 42), 10);

        assertThat(take(new Turns(5, 42), 10)).isEqualTo(once);
        assertThat(take(new Turns(5, 43), 10)).isNotEqualTo(once);
    }

    @Test
    void neighboursChangeFromBlockToBlock() {
        Set<Integer> predecessorsOfZero = new HashSet<>();
        for (List<Integer> round : take(new Turns(5, 1), 1000)) {
            int place = round.indexOf(0);
            if (place > 0) {
                predecessorsOfZero.add(round.get(place - 1));
            }
        }

        assertThat(predecessorsOfZero).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    private static List<List<Integer>> take(Turns turns, int rounds) {
        List<List<Integer>> taken = new ArrayList<>();
        IntStream.range(0, rounds).forEach(round -> taken.add(turns.next()));
        return taken;
    }
}
