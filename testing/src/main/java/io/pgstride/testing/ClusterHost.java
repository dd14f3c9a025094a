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
        return node.isTrue("pg_is_in_recovery()");
    }

    /** Stops replay, so that reads show what was; what the primary writes is still received. Returns when it stands still. */
    public void pauseReplay() {
        locked(node::pauseReplay);
    }

    /** Lets replay go on. */
    public void resumeReplay() {
        locked(node::resumeReplay);
    }

    /**
     * Has each commit replayed later than it was made ({@code recovery_min_apply_delay}).
     *
     * @param delay in whole milliseconds; zero for none
     */
    public void replayDelay(Duration delay) {
        locked(() -> node.replayDelay(delay));
    }

    /** Ends the server as a power cut does: SIGKILL to all of its processes. */
    public void kill() {
        locked(node::kill);
    }

    /** Ends the server and its sessions ({@code pg_ctl stop -m fast}). */
    public void stop() {
        locked(node::stop);
    }

    /** Starts it again with its data, in the role that it had. */
    public void start() {
        locked(node::start);
    }

    /** Makes a standby a primary, on a timeline of its own. The other hosts go on as they are: see {@link #follow}. */
    public void promote() {
        locked(node::promote);
    }

    /**
     * Leads this standby to another primary, from where it goes on without a restart.
     *
     * @param primary which it must not have overtaken
     */
    public void follow(ClusterHost primary) {
        locked(() -> node.follow(primary.node));
    }

    /**
     * Makes this host a standby of another one anew, by a new copy of its data: for a former primary, or a standby that has overtaken. What it had beyond is lost.
     *
     * @param primary which runs
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
