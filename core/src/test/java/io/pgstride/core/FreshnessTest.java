package io.pgstride.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgstride.core.Freshness.AtLeast;
import io.pgstride.core.Freshness.Current;
import io.pgstride.core.Freshness.Unknown;
import io.pgstride.testing.PostgresTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@PostgresTest
class FreshnessTest {
    private static final Current ANY = new Current(OptionalInt.empty());
    private static final Current SECOND = new Current(OptionalInt.of(2));
    private static final AtLeast REPLICA = new AtLeast(commit(2, 0x100));

    private static ConsistencyToken commit(int timeline, long position) {
        return new ConsistencyToken(timeline, new Lsn(position));
    }

    @Test
    void aPrimaryShowsAllOfItsTimelineAndOfEarlierOnes() {
        assertThat(SECOND.shows(commit(1, -1))).isTrue();
        assertThat(SECOND.shows(commit(2, -1))).isTrue();
        assertThat(SECOND.shows(commit(3, 1))).isFalse();
        assertThat(ANY.shows(commit(3, 1))).isTrue();
    }

    @Test
    void aReplicaShowsWhatItHasReplayed() {
        assertThat(REPLICA.shows(commit(2, 0x100))).isTrue();
        assertThat(REPLICA.shows(commit(2, 0x101))).isFalse();
        assertThat(REPLICA.shows(commit(2, -1))).as("unsigned").isFalse();
        assertThat(REPLICA.shows(commit(1, 0x200))).isTrue();
        assertThat(new Unknown().shows(commit(1, 0))).isFalse();
    }

    /** Two together show what each of them shows. */
    @Test
    void twoReadsShowWhatBothShow() {
        List<Freshness> all =
                List.of(ANY, SECOND, REPLICA, new Unknown(), new AtLeast(commit(3, 5)), new Current(OptionalInt.of(1)));
        List<ConsistencyToken> commits =
                List.of(commit(1, 7), commit(2, 0xFF), commit(2, 0x101), commit(2, -1), commit(3, 5), commit(3, 6));
        for (Freshness one : all) {
            for (Freshness other : all) {
                for (ConsistencyToken commit : commits) {
                    assertThat(one.and(other).shows(commit))
                            .as("%s and %s of %s", one, other, commit)
                            .isEqualTo(one.shows(commit) && other.shows(commit));
                }
            }
        }
    }

    @Test
    void aPlainConnectionIsOfAPrimaryIfTheServerSaysSo(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(Freshness.of(connection)).isEqualTo(Freshness.current());
        }
    }
}
