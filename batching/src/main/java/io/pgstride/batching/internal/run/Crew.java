package io.pgstride.batching.internal.run;

import java.sql.Connection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The running threads of one processor. Thread-safe, without locks. */
public final class Crew {
    private final Map<Thread, Member> members = new ConcurrentHashMap<>();

    /** Makes a thread that is a member for as long as it runs; not started. */
    Member recruit(String name, boolean daemon, @Nullable ThreadFactory factory, Runnable work) {
        Runnable membership = () -> {
            try {
                work.run();
            } finally {
                members.remove(Thread.currentThread());
            }
        };
        Thread thread = factory == null ? new Thread(membership) : factory.newThread(membership);
        thread.setName(name);
        if (factory == null) {
            thread.setDaemon(daemon);
        }
        Member member = new Member(thread);
        members.put(thread, member);
        return member;
    }

    /** Whether the caller is one of them. */
    public boolean isMember() {
        return members.containsKey(Thread.currentThread());
    }

    /** What the caller's claims are told to. */
    void mark(ClaimMark mark) {
        Member member = members.get(Thread.currentThread());
        if (member != null) {
            member.mark(mark);
        }
    }

    /** The caller took a connection. */
    void took(Connection connection) {
        Member member = members.get(Thread.currentThread());
        if (member != null) {
            member.holds(connection);
        }
    }

    /** The caller claimed rows, and will work on them now. */
    public void claimed(int rows) {
        Member member = members.get(Thread.currentThread());
        ClaimMark mark = member == null ? null : member.mark();
        if (mark != null) {
            mark.claimed(rows);
        }
    }
}
