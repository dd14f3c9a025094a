package io.pgstride.batching;

import static io.pgstride.batching.Jobs.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgstride.batching.internal.claim.LeasedRounds;
import io.pgstride.testing.PostgresDatabase;
import io.pgstride.testing.PostgresTest;
import io.pgstride.testing.TcpProxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** How long the statements of a lease may take, of which the lease must be left something. */
@PostgresTest
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaseTimesTest {
    private final DataSource dataSource;
    private final DSLContext dsl;
    private final AtomicInteger calls = new AtomicInteger();
    private final LeasedRounds[] leased = new LeasedRounds[1];

    LeaseTimesTest(DataSource dataSource, DSLContext dsl) {
        this.dataSource = dataSource;
        this.dsl = dsl;
    }

    @BeforeEach
    void load() {
        Jobs.create(dsl, 10);
    }

    /** Of the five attempts, two begin within two seconds. */
    @Test
    void anAcknowledgementIsSentAgainForHalfOfTheLease() {
        dsl.execute("""
                drop sequence if exists tries;
                create sequence tries;
                create or replace function refuse_slowly() returns trigger language plpgsql as $$
                begin
                  perform nextval('tries'), pg_sleep(1.4);
                  raise exception 'refused' using errcode = '40001';
                end $$;
                create trigger refuse_slowly before update on jobs for each row
                  when (new.state = 1) execute function refuse_slowly();
                """);
        LeasedRounds slow =
                Rig.on(dataSource).leased(Jobs.leasedClaim(), Duration.ofSeconds(4), (anywhere, batch) -> {});
        assertThatThrownBy(() -> slow.round().run(1, true)).hasMessageContaining("refused");
        assertThat(dsl.fetchValue("select last_value from tries")).isEqualTo(2L);
    }

    @Test
    void leasesWhoseRowsSomebodyLocksWaitForAPartOfABeatTogether() {
        List<Duration> beats = new CopyOnWriteArrayList<>();
        leased[0] = Rig.on(dataSource).leased(Jobs.leasedClaim(), Duration.ofSeconds(18), (anywhere, batch) -> {
            if (calls.incrementAndGet() < 5) {
                leased[0].round().run(2, false);
                return;
            }
            dsl.execute("select pg_sleep(3.2)");
            try (Connection other = dataSource.getConnection()) {
                other.setAutoCommit(false);
                DSL.using(other).execute("select from jobs for update");
                beats.add(failedBeat());
                other.rollback();
            }
        });
        assertThat(leased[0].round().run(2, false).done()).isEqualTo(2);
        assertThat(beats)
                .first()
                .satisfies(beat -> assertThat(beat).isBetween(Duration.ofMillis(700), Duration.ofMillis(3_500)));
    }

    @Test
    void aSilentConnectionIsGivenUpAfterHalfABeat(PostgresDatabase database) throws Exception {
        List<Duration> beats = new CopyOnWriteArrayList<>();
        AtomicBoolean silent = new AtomicBoolean();
        try (TcpProxy proxy =
                TcpProxy.to(database.server().host(), database.server().port())) {
            PGSimpleDataSource through = new PGSimpleDataSource();
            through.setUrl(database.urlThrough(proxy));
            Rig rig = Rig.on(ConnectionsOf.changed(through, connection -> proxy.dropResponses(silent.get())));
            leased[0] = rig.leased(Jobs.leasedClaim(), Duration.ofSeconds(18), (anywhere, batch) -> {
                dsl.execute("select pg_sleep(3.2)");
                silent.set(true);
                beats.add(failedBeat());
                silent.set(false);
                proxy.dropResponses(false);
            });
            assertThat(leased[0].round().run(10, true).done()).isEqualTo(10);
        }
        assertThat(beats)
                .first()
                .satisfies(beat -> assertThat(beat).isBetween(Duration.ofMillis(2_900), Duration.ofMillis(5_500)));
    }

    private Duration failedBeat() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> leased[0].heartbeats().beat()).isInstanceOf(DataAccessException.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Three fail: a beat later each, the fourth would come when the lease is over. */
    @Test
    void aBeatThatFailedComesAgainSooner() {
        Duration lease = Duration.ofSeconds(6);
        List<Duration> prolonged = new CopyOnWriteArrayList<>();
        DataSource failing = ConnectionsOf.changed(dataSource, connection -> {
            if (Thread.currentThread().getName().endsWith("-heartbeat") && calls.incrementAndGet() <= 3) {
                connection.abort(Runnable::run);
            }
        });
        try (BatchProcessor processor = BatchProcessor.on(failing)
                .claim(Jobs.leasedClaim())
                .leased(lease, (anywhere, batch) -> {
                    OffsetDateTime end = end();
                    await().atMost(lease.multipliedBy(3)).until(() -> end().isAfter(end));
                    prolonged.add(Duration.between(end, end()));
                })
                .build()) {
            assertThat(processor.drain().done()).isEqualTo(10);
        }
        assertThat(calls).hasValueGreaterThan(3);
        assertThat(prolonged).first().satisfies(time -> assertThat(time).isLessThan(lease));
    }

    private OffsetDateTime end() {
        return Jobs.job(dsl, 1).get(JOBS.LOCKED_UNTIL);
    }

    /** As a pool that puts nothing back by itself. */
    @Test
    void connectionsGoBackAsTheyCame() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, 70_000);
            DataSource lending = new Lending(dataSource, connection);
            leased[0] = Rig.on(lending).leased(Jobs.leasedClaim(), Duration.ofSeconds(6), (anywhere, batch) -> {
                anywhere.execute("insert into effects values (1)");
                assertThat(dsl.fetchValue("select job from effects")).isEqualTo(1L);
                dsl.execute("select pg_sleep(1.1)");
                OffsetDateTime end = end();
                leased[0].heartbeats().beat();
                assertThat(end()).isAfter(end);
            });
            assertThat(leased[0].round().run(10, true).done()).isEqualTo(10);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.getNetworkTimeout()).isEqualTo(70_000);
            assertThat(DSL.using(connection).fetchValue("show lock_timeout")).isEqualTo("0");
        }
    }
}
