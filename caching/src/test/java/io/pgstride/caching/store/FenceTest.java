package io.pgstride.caching.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.ConsistencyToken;
import io.pgstride.core.Freshness;
import io.pgstride.core.Lsn;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FenceTest {
    private static final List<Freshness> READS = List.of(
            Freshness.current(),
            primary(1),
            primary(2),
            primary(Integer.MAX_VALUE),
            new Freshness.AtLeast(token(1, 5)),
            new Freshness.AtLeast(token(2, 5)),
            new Freshness.AtLeast(token(Integer.MAX_VALUE, -1)),
            new Freshness.Unknown());

    private static final List<Fence> FENCES = List.of(
            Fence.at(token(1, 4)),
            Fence.at(token(1, -1)),
            Fence.at(token(2, 5)),
            Fence.at(token(Integer.MAX_VALUE, -1)),
            Fence.now(),
            Fence.closed());

    private static ConsistencyToken token(int timeline, long position) {
        return new ConsistencyToken(timeline, new Lsn(position));
    }

    private static Freshness primary(int timeline) {
        return new Freshness.Current(OptionalInt.of(timeline));
    }

    /** What stands for several lets pass what each of them lets pass, in whatever order they came. */
    @Test
    void whatStandsForSeveralPassesWhatAllPass() {
        for (Fence one : FENCES) {
            for (Fence other : FENCES) {
                for (Fence third : FENCES) {
                    Fence all = one.and(other).and(third);
                    assertThat(third.and(other).and(one)).isEqualTo(all);
                    for (Freshness read : READS) {
                        assertThat(all.passes(read))
                                .as("%s, %s, %s: %s", one, other, third, read)
                                .isEqualTo(one.passes(read) && other.passes(read) && third.passes(read));
                    }
                }
            }
        }
    }
}
