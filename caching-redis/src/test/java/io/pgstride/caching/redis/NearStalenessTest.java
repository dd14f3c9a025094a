package io.pgstride.caching.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class NearStalenessTest {
    private static final Logger LOG = LoggerFactory.getLogger(NearStalenessTest.class);
    private static final int ROUNDS = 5 * Math.max(1, Integer.getInteger("pgstride.stress", 1));

    private final NearStaleness way = new NearStaleness();

    @AfterEach
    void close() {
        way.close();
    }

    private List<Duration> rounds(Consumer<TcpProxy> harm) {
        List<Duration> stale = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            way.awaitMended();
            // Anywhere between two pings.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(NearMember.BOUND.toNanos() / 2));
            stale.add(way.round(harm));
        }
        LOG.warn("stale for {} at most, in {} rounds", Collections.max(stale), ROUNDS);
        return stale;
    }

    @Test
    void aLinkThatIsHalfOpenEndsServiceWithinTheBound() {
        assertThat(rounds(proxy -> proxy.dropResponses(true)))
                .allSatisfy(stale -> assertThat(stale).isLessThanOrEqualTo(NearMember.BOUND))
                .as("it is given for a while")
                .anySatisfy(stale -> assertThat(stale).isPositive());
    }

    @Test
    void aLinkThatIsCutEndsServiceWithinTheBound() {
        assertThat(rounds(TcpProxy::cut)).allSatisfy(stale -> assertThat(stale).isLessThanOrEqualTo(NearMember.BOUND));
    }

    @Test
    void whoeverTrustsALinkThatIsHalfOpenStaysStale() {
        assertThat(way.roundOfTheControl(proxy -> proxy.dropResponses(true)))
                .isGreaterThan(NearMember.BOUND.multipliedBy(2));
    }
}
