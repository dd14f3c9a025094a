package io.pgstride.batching.fault;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Every event in every phase; the restart, which takes its time, in one of them. */
final class Cases {
    private Cases() {}

    static <P> Stream<Arguments> of(P[] phases, P restartIn) {
        return Arrays.stream(phases)
                .flatMap(phase -> Arrays.stream(Event.values())
                        .filter(event -> event != Event.RESTART || phase == restartIn)
                        .map(event -> Arguments.of(phase, event)));
    }
}
