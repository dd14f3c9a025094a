package io.pgstride.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterFailoverTest {
    private final PostgresCluster cluster =
            PostgresCluster.builder().standbys(2).start();
    private final ClusterHost a = cluster.host("a");
    private final ClusterHost b = cluster.host("b");
    private final ClusterHost c = cluster.host("c");
    private ClusterSql sql;

    @BeforeEach
    void fill() {
        sql = ClusterSql.on(cluster);
        sql.insert(1, 10);
        cluster.awaitCaughtUp();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theOthersFollowWhoWasPromotedWithoutARestart() {
        Object start = sql.startOf(c);
        a.kill();
        b.promote();
        assertThat(b.isInRecovery()).isFalse();
        assertThat(cluster.primary()).isEqualTo(b);
        sql.insert(11, 20);
        assertThat(sql.count(c)).as("who does not follow yet").isEqualTo(10);
        c.follow(b);
        cluster.awaitCaughtUp();
        assertThat(sql.count(c)).isEqualTo(20);
        assertThat(sql.startOf(c)).isEqualTo(start);
    }

    @Test
    void aFormerPrimaryBecomesAStandby() {
        int port = a.port();
        a.kill();
        b.promote();
        b.replayDelay(Duration.ofMinutes(10));
        sql.insert(11, 20);
        a.follow(b);
        cluster.host("c").follow(b);
        assertThat(a.isInRecovery()).isTrue();
        assertThat(a.port()).isEqualTo(port);
        assertThat(cluster.standbys()).containsExactly(a, c);
        cluster.awaitCaughtUp();
        assertThat(sql.count(a)).isEqualTo(20);

        b.stop();
        a.promote();
        sql.insert(21, 30);
        b.follow(a);
        c.follow(a);
        cluster.awaitCaughtUp();
        assertThat(cluster.standbys())
                .containsExactly(b, c)
                .allSatisfy(standby -> assertThat(sql.count(standby)).isEqualTo(30));
    }

    @Test
    void ofTwoPrimariesTheOneStartedOrPromotedLastIsIt() {
        a.kill();
        b.promote();
        assertThat(cluster.primary()).isEqualTo(b);
        a.start();
        assertThat(a.isInRecovery()).isFalse();
        assertThat(cluster.primary()).isEqualTo(a);
        a.stop();
        assertThat(cluster.primary()).isEqualTo(b);
        a.start();
        a.follow(b);
        assertThat(cluster.primary()).isEqualTo(b);
    }

    @Test
    void aStandbyThatHasMoreThanTheNewPrimaryIsMadeAnew() {
        Object start = loseTenRowsOfC();
        assertThat(sql.count(c)).isEqualTo(20);
        c.follow(b);
        cluster.awaitCaughtUp();
        assertThat(sql.count(c)).isEqualTo(10);
        assertThat(sql.startOf(c)).isNotEqualTo(start);
    }

    @Test
    void soIsOneThatWasDown() {
        loseTenRowsOfC();
        c.kill();
        c.follow(b);
        cluster.awaitCaughtUp();
        assertThat(c.isRunning()).isTrue();
        assertThat(sql.count(c)).isEqualTo(10);
    }

    /** The new primary, b, has not seen what c has. */
    private Object loseTenRowsOfC() {
        b.stop();
        sql.insert(11, 20);
        cluster.awaitCaughtUp();
        a.kill();
        b.start();
        b.promote();
        return sql.startOf(c);
    }

    @Test
    void aStandbyThatWasDownFollowsWithItsData() {
        c.stop();
        a.stop();
        b.promote();
        sql.insert(11, 20);
        c.follow(b);
        cluster.awaitCaughtUp();
        assertThat(sql.count(c)).isEqualTo(20);
    }

    @Test
    void aPausedStandbyIsPromotedButFollowsNobody() {
        b.pauseReplay();
        c.pauseReplay();
        a.kill();
        b.promote();
        assertThat(b.isReplayPaused()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> c.follow(b))
                .withMessageContaining("host c follows nobody else while its replay is paused; resume it");
        c.resumeReplay();
        c.follow(b);
        cluster.awaitCaughtUp();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> b.follow(b))
                .withMessageContaining("cannot follow host b, which is itself");
        assertThatIllegalStateException().isThrownBy(() -> b.follow(c)).withMessageContaining("which is a standby");
        assertThatIllegalStateException().isThrownBy(a::promote).withMessageContaining("host a is no standby");
        a.stop();
        assertThatIllegalStateException()
                .isThrownBy(() -> b.follow(a))
                .withMessageContaining("host b cannot follow host a, which is down");
        assertThatIllegalStateException().isThrownBy(cluster::addStandby).withMessageContaining("runs as a primary");
    }
}
