package io.pgstride.batching.internal.run;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The threads beside the workers: one for heartbeats where there are leases, one that listens where a channel is given. */
final class Helpers {
    private final Run run;
    private final RunSettings settings;
    private final Crew crew;
    private final @Nullable HeartbeatLoop heartbeat;
    private final @Nullable ListenLoop listen;
    private final List<Member> members = new ArrayList<>();

    /** A drain does not wait, so nothing has to wake it. */
    Helpers(Run run, RunSettings settings, Crew crew, boolean drain) {
        this.run = run;
        this.settings = settings;
        this.crew = crew;
        Heartbeats heartbeats = run.work().heartbeats();
        WakeUp wakeUp = settings.wakeUp();
        this.heartbeat = heartbeats == null
                ? null
                : new HeartbeatLoop(heartbeats, run.work().release(), outage("heartbeat"));
        this.listen = wakeUp == null || drain ? null : new ListenLoop(wakeUp, crew, run.room(), outage("listener"));
    }

    private Outage outage(String role) {
        return new Outage("BatchProcessor " + settings.name() + ", " + role);
    }

    void start() {
        if (heartbeat != null) {
            members.add(recruit("heartbeat", heartbeat));
        }
        if (listen != null) {
            members.add(recruit("listen", listen));
        }
        members.forEach(member -> member.thread().start());
    }

    private Member recruit(String role, Runnable loop) {
        return crew.recruit("pgstride-" + settings.name() + "-" + role, true, settings.threads(), () -> {
            try {
                loop.run();
            } catch (Throwable failure) { // as without it, leases would end unnoticed
                run.failed(failure);
            }
        });
    }

    /** Has them end; the heartbeat releases what is leased still. */
    void end() {
        if (heartbeat != null) {
            heartbeat.end();
        }
        if (listen != null) {
            listen.end();
        }
    }

    /** In the order in which they are to end. */
    List<Member> members() {
        return members;
    }
}
