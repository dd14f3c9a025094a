package io.pgstride.caching.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final String REPLICA = "c 127.0.0.1:3@13 slave a 0 1426238316232 2 connected\n";
    private static final String FIRST = "a 127.0.0.1:1@11 myself,master - 0 0 2 connected 0-8000";
    private static final String SECOND = "b 127.0.0.1:2@12,host master - 0 1426238318243 3 connected 8001-16383 5";

    @Test
    void mastersAndTheirSlots() {
        assertThat(ClusterView.of(REPLICA + FIRST + "\n" + SECOND + "\n"))
                .contains(new ClusterView("a", Map.of("a", List.of("0-8000"), "b", List.of("8001-16383", "5"))));
    }

    @Test
    void replicasThatFailAndMastersWithoutSlotsDoNotMatter() {
        String failed = REPLICA.replace("slave", "slave,fail") + "d :0@0 master,fail,noaddr - 1 1 4 disconnected\n";
        assertThat(ClusterView.of(failed + FIRST)).isEqualTo(ClusterView.of(REPLICA + FIRST));
    }

    @Test
    void nothingWhileSlotsMove() {
        assertThat(ClusterView.of(FIRST + " [8000->-b]\n" + SECOND)).isEmpty();
        assertThat(ClusterView.of("e :5@15 myself,master - 0 0 5 connected [8000-<-a]"))
                .isEmpty();
    }

    @Test
    void nothingWhileAMasterIsThoughtToHaveFailed() {
        assertThat(ClusterView.of(FIRST + "\n" + SECOND.replace("master", "master,fail?")))
                .isEmpty();
        assertThat(ClusterView.of(FIRST + "\n" + SECOND.replace("master", "master,fail")))
                .isEmpty();
    }
}
