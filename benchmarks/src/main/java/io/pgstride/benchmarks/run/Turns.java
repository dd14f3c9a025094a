package io.pgstride.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The order of subjects in each round.
 *
 * <p>Rounds come in blocks of as many rounds as there are subjects. Each block draws an order by the seed and turns it by one
 * place a round: within a block every subject stands in every place once, so a drift of the machine hits all alike, and
 * from block to block the neighbours change.
 */
final class Turns {
    private final Random random;
    private final List<Integer> block = new ArrayList<>();
    private int round;

    Turns(int subjects, long seed) {
        this.random = new Random(seed);
        for (int i = 0; i < subjects; i++) {
            block.add(i);
        }
    }

    /** The indexes of the subjects in the order of the next round. */
    List<Integer> next() {
        if (round++ % block.size() == 0) {
            Collections.shuffle(block, random);
        } else {
            Collections.rotate(block, 1);
        }
        return List.copyOf(block);
    }
}
