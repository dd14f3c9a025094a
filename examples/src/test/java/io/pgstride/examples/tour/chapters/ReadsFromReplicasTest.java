package io.pgstride.examples.tour.chapters;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.examples.tour.Step;
import io.pgstride.examples.tour.chapters.OwnWrites.Look;
import io.pgstride.examples.tour.chapters.OwnWrites.Looks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadsFromReplicasTest {
    @Test
    void theReplicaServesAndTokensMissNothingWhereNaiveReadsDo() throws InterruptedException {
        try (ReplicaServers servers = ReplicaServers.start()) {
            SpreadReads.Laps laps = new SpreadReads(servers).run();
            assertThat(laps.same()).isTrue();
            assertThat(laps.primary().onReplica()).isZero();
            assertThat(laps.routed().onReplica()).isEqualTo(SpreadReads.READS);

            Looks looks = Stutter.during(servers.standby(), () -> new OwnWrites(servers).run(Duration.ofSeconds(3)));
            assertThat(Looks.missed(looks.naive())).isPositive();
            assertThat(looks.naive()).allMatch(Look::seen);
            assertThat(looks.byToken()).isNotEmpty().allMatch(look -> look.stale() == 0);
            assertThat(ReplicaReport.of(laps, looks, ReadsFromReplicas.exhibit())
                            .steps())
                    .noneMatch(Step::disagrees);
        }
    }
}
