package io.pgstride.caching.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate();

    @Test
    void isOpenAtFirst() {
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.holds(gate.pass())).isTrue();
    }

    @Test
    void whatWasAskedBeforeItClosedDoesNotCountAfterItHasOpenedAgain() {
        long pass = gate.pass();
        gate.close();
        assertThat(gate.holds(pass)).isFalse();
        assertThat(gate.holds(gate.pass())).isFalse();
        gate.open(gate.number());
        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.holds(pass)).isFalse();
    }

    @Test
    void whoHasLookedOpensItOnlyIfNothingHappenedSince() {
        gate.close();
        long seen = gate.number();
        gate.close();
        gate.open(seen);
        assertThat(gate.isOpen()).isFalse();
        gate.open(gate.number());
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void whoClosesAGateThatSomebodyElseHasClosedDoesNotOpenIt() {
        long seen = gate.number();
        gate.close();
        long number = gate.close(seen);
        gate.open(number);
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void whoClosesItOpensIt() {
        gate.open(gate.close(gate.number()));
        assertThat(gate.isOpen()).isTrue();
        gate.close();
        gate.open(gate.close(gate.number()));
        assertThat(gate.isOpen()).isTrue();
    }
}
