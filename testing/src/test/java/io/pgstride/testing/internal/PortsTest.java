package io.pgstride.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgstride.testing.ServerStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aFreePortThatIsTakenMeanwhileIsReplacedByAnother() {
        List<Integer> tried = new ArrayList<>();
        int port = Ports.start("PostgreSQL", OptionalInt.empty(), candidate -> {
            tried.add(candidate);
            if (tried.size() < 3) {
                throw new PortTakenException(candidate, new IllegalStateException());
            }
            return candidate;
        });
        assertThat(tried).hasSize(3).last().isEqualTo(port);
    }

    @Test
    void itEndsWhenEveryPortIsTaken() {
        assertThatThrownBy(() -> Ports.start("Redis", OptionalInt.empty(), candidate -> {
                    throw new PortTakenException(candidate, new IllegalStateException());
                }))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("Redis found no free port in 5 attempts");
    }
}
