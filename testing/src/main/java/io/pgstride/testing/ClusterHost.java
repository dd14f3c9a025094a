package io.pgstride.testing;

import io.pgstride.testing.internal.ClusterNode;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * One server of a {@link PostgresCluster}: it can be killed and started, promoted, led to another primary, and its replay paused. It keeps its port. Thread-safe; calls
 * block until what they ask for is so, a minute at most, and throw {@link IllegalStateException} with the end of the server's log if it is not.
 */
public final class ClusterHost {
    private final String name;
    private final ClusterNode node;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TcpProxy proxy;

    ClusterHost(String name, ClusterNode node) {
        this.name = name;
        this.node = node;
    }

    ClusterNode node() {
        return node;
    }

    /**
     * The host's name, which is also the {@code application_name} of its replication.
     *
     * @return a letter
     */
    public String name() {
        return name;
    }

    /**
     * Where it listens.
     *
     * @return a name or address of the loopback interface
     */
    public String host() {
        return node.target().firstHost();
    }

    /**
     * The port that it listens on, also after it was killed and started.
     *
     * @return the port
     */
    public int port() {
        return node.target().firstPort();
    }

    /**
     * A proxy in front of this host, which does harm to the link; started by the first call, closed with the cluster.
     *
     * @return the one proxy of this host
     */
    public TcpProxy proxy() {
        lock.lock();
        try {
            if (proxy == null) {
                proxy = TcpProxy.to(host(), port());
            }
            return proxy;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The JDBC URL of a database here, with all that is needed to log in.
     *
     * @param database its name
     * @return the URL
     */
    public String url(String database) {
        return node.target().url(database);
    }

    /**
     * As {@link #url}, by way of the {@link #proxy()}.
     *
     * @param database its name
     * @return the URL
     */
    public String proxiedUrl(String database) {
        TcpProxy between = proxy();
        return node.target().at(between.host(), between.port()).url(database);
    }

    /**
     * The role that logs in.
     *
     * @return its name
     */
    public String user() {
        return node.target().user();
    }

    /**
     * The role's password.
     *
     * @return empty, as the server asks for none
     */
    public String password() {
        return node.target().password();
    }

    /**
     * A source of new connections, without a pool.
     *
     * @param database its name
     * @return a data source past the proxy
     */
    public DataSource dataSource(String database) {
        return node.target().dataSource(database);
    }

    /**
     * Whether it was started, and neither stopped nor killed here.
     *
     * @return true if it should answer
     */
    public boolean isRunning() {
        return node.isRunning();
    }

    /**
     * Whether it is a standby, by its own word.
     *
     * @return {@code pg_is_in_recovery()}
     */
    public boolean isInRecovery() {
        return node.isInRecovery();
    }

    /**
     * How far a standby has replayed ({@code pg_last_wal_replay_lsn()}), a primary flushed ({@code pg_current_wal_flush_lsn()}).
     *
     * @return an LSN as PostgreSQL writes it, such as {@code 0/3000148}
     */
    public String replayedLsn() {
        return node.replayedLsn();
    }

    /**
     * Stops replay, so that reads show what was; what the primary writes is still received. Returns when it stands still. A start of the
     * server, or its promotion, ends the pause.
     *
     * <pre>{@code select pg_wal_replay_pause()}</pre>
     */
    public void pauseReplay() {
        locked(node::pauseReplay);
    }

    /**
     * Lets replay go on.
     *
     * <pre>{@code select pg_wal_replay_resume()}</pre>
     */
    public void resumeReplay() {
        locked(node::resumeReplay);
    }

    /**
     * Whether replay is paused.
     *
     * @return false for a primary
     */
    public boolean isReplayPaused() {
        return node.isReplayPaused();
    }

    /**
     * Has each commit replayed later than it was made ({@code recovery_min_apply_delay}).
     *
     * @param delay in whole milliseconds; zero for none
     * @throws IllegalArgumentException if it is negative
     */
    public void replayDelay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay is not negative, but was " + delay);
        }
        locked(() -> node.replayDelay(delay));
    }

    /** Ends the server as a power cut does: SIGKILL to all of its processes. Does nothing if it does not run. */
    public void kill() {
        locked(node::kill);
    }

    /** Ends the server and its sessions ({@code pg_ctl stop -m fast}). Does nothing if it does not run. */
    public void stop() {
        locked(node::stop);
    }

    /**
     * Starts it again with its data, in the role that it had: a primary that was killed comes back as one. Does nothing if it runs.
     *
     * @throws ServerStartException if it does not start
     */
    public void start() {
        locked(node::start);
    }

    /**
     * Makes a standby a primary, on a timeline of its own. The other hosts go on as they are: see {@link #follow}.
     *
     * <pre>{@code select pg_promote()}</pre>
     *
     * @throws IllegalStateException if it is no standby, or does not run
     */
    public void promote() {
        locked(node::promote);
    }

    /**
     * Makes this host a standby of another primary, and returns when it receives from there. A standby goes on with its data, without a restart if it
     * runs. Where that does not lead to the other one, it is {@linkplain #remakeFrom made anew}: a former primary always, and a standby
     * that has replayed what the other one never had.
     *
     * @param primary which runs
     * @throws IllegalStateException if that is no running primary, or replay here is paused, which keeps a standby from turning to another one
     */
    public void follow(ClusterHost primary) {
        locked(() -> node.follow(primary.node));
    }

    /**
     * Makes this host a standby of another one anew, by a copy of that one's data. What it had beyond is lost, and replay has no delay.
     *
     * @param primary which runs
     * @throws IllegalStateException if that is no running primary
     */
    public void remakeFrom(ClusterHost primary) {
        locked(() -> node.remakeFrom(primary.node));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (proxy != null) {
                proxy.close();
            }
        } finally {
            node.close();
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "ClusterHost[" + name + ", port " + port() + "]";
    }
}
