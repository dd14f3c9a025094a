package io.pgstride.benchmarks.caching.races;

import io.pgstride.benchmarks.caching.CacheServers;
import io.pgstride.benchmarks.caching.Sizes;
import io.pgstride.benchmarks.run.Case;
import io.pgstride.benchmarks.run.Contender;
import io.pgstride.benchmarks.run.Metric;
import io.pgstride.benchmarks.run.Rounds;
import java.util.List;
import javax.sql.DataSource;

/** The cases in which a read and a write of one key race. */
public final class RaceCases {
    private final CacheServers servers;
    private final Sizes sizes;
    private final Rounds rounds;

    /** Cases on the servers that are shared, of as many rounds as the scale has. */
    public RaceCases(CacheServers servers, Sizes sizes, Rounds rounds) {
        this.servers = servers;
        this.sizes = sizes;
        this.rounds = rounds;
    }

    /** In the order in which they are run. */
    public List<Case<?>> all() {
        return List.of(race("stale-race", false), race("stale-race-lagging-replica", true));
    }

    private Case<RaceSubject> race(String name, boolean lagging) {
        return new Case<>(
                        name,
                        () -> Prices.create(servers, sizes.races() * rounds.measured()),
                        List.of(
                                contender(
                                        "pgstride",
                                        lagging,
                                        (redis, primary, standby, pauses) -> Cached.plain(
                                                "pgstride", redis, reads(primary, standby, lagging), primary, pauses)),
                                contender(
                                        "pgstride-expiring",
                                        lagging,
                                        (redis, primary, standby, pauses) -> Cached.expiring(
                                                "expiring", redis, reads(primary, standby, lagging), primary, pauses)),
                                contender(
                                        "lease-without-fence",
                                        lagging,
                                        (redis, primary, standby, pauses) -> Cached.plain(
                                                "unfenced",
                                                redis,
                                                lagging ? new ReplicaReads(standby, false) : primary,
                                                primary,
                                                pauses)),
                                contender(
                                        "set-del",
                                        lagging,
                                        (redis, primary, standby, pauses) ->
                                                new ByHand(redis, lagging ? standby : primary, pauses, false)),
                                contender(
                                        "double-delete",
                                        lagging,
                                        (redis, primary, standby, pauses) ->
                                                new ByHand(redis, lagging ? standby : primary, pauses, true))),
                        List.of(Metric.clocked("stale", "entries", 0, RaceSubject::stale)))
                .rounds(rounds);
    }

    private static DataSource reads(DataSource primary, DataSource standby, boolean lagging) {
        return lagging ? new ReplicaReads(standby, true) : primary;
    }

    private Contender<RaceSubject> contender(String name, boolean lagging, RaceSubject.Opening opening) {
        return new Contender<>(name, () -> new RaceSubject(opening, servers, lagging, sizes.races()));
    }
}
