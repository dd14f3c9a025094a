package io.pgstride.caching;

import io.pgstride.caching.internal.CacheMetrics;
import io.pgstride.caching.internal.CacheThreads;
import io.pgstride.caching.internal.Engine;
import io.pgstride.caching.internal.JdbcSource;
import io.pgstride.caching.internal.Journal;
import io.pgstride.caching.internal.Limits;
import io.pgstride.caching.internal.OtherSource;
import io.pgstride.caching.internal.Source;
import io.pgstride.caching.internal.Times;
import io.pgstride.caching.store.CacheBackend;
import io.pgstride.caching.store.CacheStore;
import io.pgstride.caching.store.Naming;
import io.pgstride.caching.store.StoreSettings;
import io.pgstride.core.telemetry.Telemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Describes a cache. What is contradictory is refused when it is built. Not thread-safe.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
public final class CacheBuilder<K, V> {
    /** The time to live where none is set. */
    public static final Duration DEFAULT_EXPIRY = Duration.ofMinutes(10);

    /** How long an entry of an absent value lives at most where nothing is set. */
    public static final Duration DEFAULT_ABSENT_EXPIRY = Duration.ofMinutes(1);

    /** How long a caller waits for a value at most where nothing is set. */
    public static final Duration DEFAULT_LOAD_TIMEOUT = Duration.ofSeconds(10);

    /** How long others wait for a load where nothing is set. */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);

    /** How long a fence stands where nothing is set. */
    public static final Duration DEFAULT_FENCE_TIME = Duration.ofMinutes(1);

    /** How many loads run at once where nothing is set. */
    public static final int DEFAULT_CONCURRENT_LOADS = 8;

    /** How many keys a load has at most where nothing is set. */
    public static final int DEFAULT_BATCH = 500;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final double JITTER = 0.1;

    private final String name;
    private int schemaVersion = 1;
    private @Nullable CacheBackend<K, V> backend;
    private @Nullable Source<K, V> source;
    private @Nullable Function<K, Set<String>> tags;
    private Duration expiry = DEFAULT_EXPIRY;
    private @Nullable Duration absentExpiry;
    private Duration stale = Duration.ZERO;
    private Duration staleOnError = Duration.ZERO;
    private double earliness = 1;
    private Duration loadTimeout = DEFAULT_LOAD_TIMEOUT;
    private @Nullable Duration softLoadTimeout;
    private Duration lease = DEFAULT_LEASE;
    private Duration fenceTime = DEFAULT_FENCE_TIME;
    private int concurrentLoads = DEFAULT_CONCURRENT_LOADS;
    private int batch = DEFAULT_BATCH;
    private @Nullable InvalidationOutbox outbox;
    private @Nullable Executor executor;
    private Clock clock = Clock.systemUTC();
    private Telemetry telemetry = Telemetry.none();

    CacheBuilder(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "'" + name
                            + "' is not a cache's name: 1 to 63 lower-case letters, digits and hyphens are, the first no hyphen");
        }
        this.name = name;
    }

    /**
     * Sets where entries are kept.
     *
     * @param kind such as {@link CaffeineBackend}
     * @return this
     */
    public CacheBuilder<K, V> backend(CacheBackend<K, V> kind) {
        backend = Objects.requireNonNull(kind, "kind");
        return this;
    }

    /**
     * Loads from the primary.
     *
     * @param primary the DataSource of the primary; stays the caller's to close
     * @param loader reads values
     * @return this
     */
    public CacheBuilder<K, V> loader(DataSource primary, CacheLoader<K, V> loader) {
        return loader(primary, primary, loader);
    }

    /**
     * Loads from replicas, and from the primary what a replica is not fresh enough for.
     *
     * @param reads such as {@code readOnly()} of a routing DataSource, whose connections tell how fresh they are; others are taken for fresh only on a primary
     * @param primary the DataSource of the primary
     * @param loader reads values
     * @return this
     */
    public CacheBuilder<K, V> loader(DataSource reads, DataSource primary, CacheLoader<K, V> loader) {
        source = new JdbcSource<>(
                Objects.requireNonNull(reads, "reads"),
                Objects.requireNonNull(primary, "primary"),
                Objects.requireNonNull(loader, "loader"));
        return this;
    }

    /**
     * Loads by other means, such as a repository of a framework. It must read the primary, and outside the caller's transaction.
     *
     * @param loader reads values; keys without one are left out
     * @return this
     */
    public CacheBuilder<K, V> loader(Function<Set<K>, Map<K, V>> loader) {
        source = new OtherSource<>(Objects.requireNonNull(loader, "loader"));
        return this;
    }

    /**
     * Sets how long an entry lives. Entries of one moment differ by a tenth, so that they do not end together.
     *
     * @param time longer than zero
     * @return this
     */
    public CacheBuilder<K, V> expireAfter(Duration time) {
        expiry = positive("expireAfter", time);
        return this;
    }

    /**
     * Sets how long it is remembered that a key has no value; otherwise as long as an entry, but at most {@link #DEFAULT_ABSENT_EXPIRY}.
     *
     * @param time longer than zero
     * @return this
     */
    public CacheBuilder<K, V> expireAbsentAfter(Duration time) {
        absentExpiry = positive("expireAbsentAfter", time);
        return this;
    }

    /**
     * Gives an entry that has expired while it is loaded again in the background. What was invalidated is never given.
     *
     * @param time after its expiry
     * @return this
     */
    public CacheBuilder<K, V> staleWhileRevalidate(Duration time) {
        stale = positive("staleWhileRevalidate", time);
        return this;
    }

    /**
     * Gives an entry that has expired where loading fails. What was invalidated is never given.
     *
     * @param time after its expiry
     * @return this
     */
    public CacheBuilder<K, V> staleIfError(Duration time) {
        staleOnError = positive("staleIfError", time);
        return this;
    }

    /**
     * Sets how early entries are loaded again before they expire, by chance (XFetch).
     *
     * @param beta 1 if not set; more is earlier; 0 for never
     * @return this
     */
    public CacheBuilder<K, V> earlyRefresh(double beta) {
        if (!(beta >= 0 && beta <= 100)) {
            throw new IllegalArgumentException(
                    "cache " + name + ": earlyRefresh " + beta + " must be between 0 (never) and 100");
        }
        earliness = beta;
        return this;
    }

    /**
     * Sets how long a caller waits for others who load, or for room to load, before he is given {@link CacheBusyException}. Who loads himself waits for his loader, whose statements
     * are cancelled after what is left of this time, rounded up to whole seconds, as JDBC has them; what else the loader does is its own to limit.
     *
     * @param time longer than zero
     * @return this
     */
    public CacheBuilder<K, V> loadTimeout(Duration time) {
        loadTimeout = positive("loadTimeout", time);
        return this;
    }

    /**
     * Sets how long a caller waits for a load where {@link #staleIfError} has an entry for him: after that he is given the expired one, and the load goes on in the background.
     *
     * @param time longer than zero and shorter than {@link #loadTimeout}; as long as that if not set
     * @return this
     */
    public CacheBuilder<K, V> softLoadTimeout(Duration time) {
        softLoadTimeout = positive("softLoadTimeout", time);
        return this;
    }

    /**
     * Sets how long others wait for a load before they load themselves.
     *
     * @param time longer than most loads take
     * @return this
     */
    public CacheBuilder<K, V> lease(Duration time) {
        lease = positive("lease", time);
        return this;
    }

    /**
     * Sets how long what an invalidation demands of reads stands.
     *
     * @param time longer than a replica lags at most and a lease lasts, together
     * @return this
     */
    public CacheBuilder<K, V> fenceTime(Duration time) {
        fenceTime = positive("fenceTime", time);
        return this;
    }

    /**
     * Sets how many loads run at once in this process, so that the database is not overrun where the cache is cold or gone.
     *
     * @param number at least 1
     * @return this
     */
    public CacheBuilder<K, V> concurrentLoads(int number) {
        concurrentLoads = positive("concurrentLoads", number);
        return this;
    }

    /**
     * Sets how many keys one call of the loader has at most.
     *
     * @param keys at least 1
     * @return this
     */
    public CacheBuilder<K, V> batchSize(int keys) {
        batch = positive("batchSize", keys);
        return this;
    }

    /**
     * Sets the version of the values' form: entries of another version are not seen.
     *
     * @param version another one whenever the form changes; 1 if not set
     * @return this
     */
    public CacheBuilder<K, V> schemaVersion(int version) {
        schemaVersion = positive("schemaVersion", version);
        return this;
    }

    /**
     * Gives entries tags, by which they are invalidated together.
     *
     * @param of the tags of a key's entry; always the same for a key
     * @return this
     */
    public CacheBuilder<K, V> tags(Function<K, Set<String>> of) {
        tags = Objects.requireNonNull(of, "of");
        return this;
    }

    /**
     * Writes what transactions invalidate to an outbox, so that it is not lost with this process, nor by the store. For what is said by {@link Cache#in}.
     *
     * @param durable stays the caller's to close
     * @return this
     */
    public CacheBuilder<K, V> outbox(InvalidationOutbox durable) {
        outbox = Objects.requireNonNull(durable, "durable");
        return this;
    }

    /**
     * Runs refreshes and asynchronous loads; otherwise a few daemon threads {@code pgstride-cache-<name>-<n>} of the cache's own do.
     *
     * @param threads stays the caller's to end
     * @return this
     */
    public CacheBuilder<K, V> executor(Executor threads) {
        executor = Objects.requireNonNull(threads, "threads");
        return this;
    }

    /**
     * Sets the clock by which entries expire.
     *
     * @param time the system's if not set
     * @return this
     */
    public CacheBuilder<K, V> clock(Clock time) {
        clock = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Sets where measurements go: {@code pgstride.caching.*}, by cache.
     *
     * @param measurements none if not set
     * @return this
     */
    public CacheBuilder<K, V> telemetry(Telemetry measurements) {
        telemetry = Objects.requireNonNull(measurements, "measurements");
        return this;
    }

    /**
     * {@return the cache}
     *
     * @throws IllegalStateException if there is no backend or no loader, or the fence time is not longer than the lease, or there is an outbox and the backend is
     *     of this process alone or another one than the outbox's, or a soft load timeout that has nothing to give, or is no shorter than the load timeout
     */
    public Cache<K, V> build() {
        if (backend == null || source == null) {
            throw new IllegalStateException(
                    "cache " + name + " has no " + (backend == null ? "backend(...)" : "loader(...)"));
        }
        if (fenceTime.compareTo(lease) <= 0) {
            throw new IllegalStateException("cache " + name + ": fenceTime " + fenceTime + " must be longer than lease "
                    + lease + " and a replica's greatest lag together");
        }
        Duration soft = softLoadTimeout == null ? loadTimeout : softLoadTimeout;
        if (softLoadTimeout != null && (staleOnError.isZero() || soft.compareTo(loadTimeout) >= 0)) {
            throw new IllegalStateException("cache " + name + ": softLoadTimeout " + soft
                    + " is for staleIfError(...), and must be shorter than loadTimeout " + loadTimeout);
        }
        CacheMetrics metrics = new CacheMetrics(telemetry, name);
        CacheStore<K, V> store = backend.open(new StoreSettings<>(
                name, schemaVersion, tags == null ? key -> Set.of() : tags, fenceTime, clock, telemetry));
        Journal<K> journal = journal(store);
        Limits limits = new Limits(loadTimeout, soft, concurrentLoads, lease, batch);
        CacheThreads threads = executor == null ? CacheThreads.own(name, concurrentLoads) : CacheThreads.of(executor);
        Engine<K, V> engine =
                new Engine<>(name, tags != null, store, source, times(), limits, metrics, threads.executor());
        return new Cache<>(engine, journal, () -> {
            threads.close();
            engine.close();
        });
    }

    private Journal<K> journal(CacheStore<K, V> store) {
        InvalidationOutbox durable = outbox;
        if (durable == null) {
            return Journal.none();
        }
        Naming<K> naming = store.naming().orElse(null);
        if (naming == null || !naming.place().equals(durable.place())) {
            store.close();
            throw new IllegalStateException(
                    "cache " + name
                            + (naming == null
                                    ? ": outbox(...) is for a backend that processes share; this one keeps entries where no other process could invalidate them"
                                    : ": its outbox(...) is of another backend, and would invalidate there; give it the one of its own"));
        }
        return Journal.of(durable, naming, fenceTime);
    }

    private Times times() {
        Duration absent = absentExpiry != null
                ? absentExpiry
                : expiry.compareTo(DEFAULT_ABSENT_EXPIRY) < 0 ? expiry : DEFAULT_ABSENT_EXPIRY;
        return new Times(clock, expiry, absent, JITTER, earliness, stale, staleOnError);
    }

    private Duration positive(String option, Duration time) {
        Objects.requireNonNull(time, option);
        if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("cache " + name + ": " + option + " " + time
                    + " must be longer than zero, and no longer than " + LONGEST.toDays() + " days");
        }
        return time;
    }

    private int positive(String option, int number) {
        if (number < 1) {
            throw new IllegalArgumentException("cache " + name + ": " + option + " " + number + " must be at least 1");
        }
        return number;
    }
}
