package io.pgstride.caching.redis.internal;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Connections that hear of changes, one to each master, until there is trouble with one of them. Thread-safe.
 *
 * <p>In a cluster each ping asks besides who serves which slots. As soon as one master sees that otherwise than when the session began, or slots move, or a master is thought
 * to have failed, keys may be changed on a server that nobody listens to.
 */
final class Session {
    private static final int HELLO_AND_TRACKING = 2;
    private static final int IDENTITY = 2;
    private static final String INVALIDATE = "invalidate";

    /** One that hears. */
    private static final class Ear {
        private final Link link;
        private final Incarnation incarnation;
        private final Optional<ClusterView> view;
        private volatile long pinged;

        Ear(Link link, Incarnation incarnation, Optional<ClusterView> view, long pinged) {
            this.link = link;
            this.incarnation = incarnation;
            this.view = view;
            this.pinged = pinged;
        }
    }

    /** Something is not as it must be. */
    private static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnfitException(String why) {
            super(why, null, false, false);
        }
    }

    private final Tracking tracking;
    private final Redis redis;
    private final Set<String> beginnings;
    private final Duration bound;
    private final CompletableFuture<Link> whole = new CompletableFuture<>();
    private volatile List<Ear> ears = List.of();

    Session(Tracking tracking, Redis redis, Set<String> beginnings, Duration bound) {
        this.tracking = tracking;
        this.redis = redis;
        this.beginnings = beginnings;
        this.bound = bound;
    }

    /** Connects, and tells once each master has given its word; or that this has failed. */
    void begin() {
        var unused = redis.another()
                .thenCompose(link -> {
                    whole.complete(link);
                    return all(link.masters()
                            .map(one -> one.thenCompose(this::listen))
                            .toList());
                })
                .thenCombine(redis.masters(), Session::checked)
                .whenComplete((heard, failure) -> {
                    if (failure == null) {
                        ears = heard;
                        tracking.begun(this);
                    } else {
                        fail(failure);
                    }
                });
    }

    private static <T> CompletionStage<List<T>> all(List<CompletableFuture<T>> some) {
        return CompletableFuture.allOf(some.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> some.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Ear> listen(Link link) {
        link.listen(this::said);
        link.watch(there -> tracking.failed(this, "a connection that tells of changes is gone"));
        List<Call> calls = new ArrayList<>(
                List.of(Call.hello(), Call.track(beginnings), Call.info("server"), Call.info("replication")));
        calls.addAll(pings());
        long sent = System.nanoTime();
        return link.send(calls, bound).thenApply(answers -> {
            int at = HELLO_AND_TRACKING + IDENTITY;
            Incarnation incarnation = Incarnation.of(answers.subList(HELLO_AND_TRACKING, at))
                    .orElseThrow(() -> new UnfitException("it is not a master"));
            return new Ear(link, incarnation, answered(answers.subList(at, answers.size())), sent);
        });
    }

    private List<Call> pings() {
        return redis.isCluster() ? List.of(Call.tracks(), Call.nodes()) : List.of(Call.tracks());
    }

    private static Optional<ClusterView> answered(List<List<byte[]>> answers) {
        if (!text(answers.get(0)).equals("0")) {
            throw new UnfitException("a connection does not hear of changes");
        }
        return answers.size() == 1
                ? Optional.empty()
                : Optional.of(ClusterView.of(text(answers.get(1)))
                        .orElseThrow(() -> new UnfitException("slots move, or a master is thought to have failed")));
    }

    private static String text(List<byte[]> answer) {
        return new String(answer.get(0), StandardCharsets.UTF_8);
    }

    /** Those who hear are the masters that commands go to, and in a cluster all that there are. */
    private static List<Ear> checked(List<Ear> heard, Set<Incarnation> masters) {
        Set<Incarnation> own = new HashSet<>();
        Set<String> ids = new HashSet<>();
        Set<Map<String, List<String>>> views = new HashSet<>();
        for (Ear ear : heard) {
            own.add(ear.incarnation);
            ear.view.ifPresent(view -> {
                ids.add(view.self());
                views.add(view.masters());
            });
        }
        boolean all = views.stream().allMatch(masterIds -> masterIds.keySet().equals(ids)) && views.size() <= 1;
        if (heard.isEmpty() || !own.equals(masters) || !all) {
            throw new UnfitException("these are not the servers that commands go to");
        }
        return heard;
    }

    /** Asks each master whether it is still heard. */
    void ping() {
        ears.forEach(this::ping);
    }

    private void ping(Ear ear) {
        long sent = System.nanoTime();
        var unused = ear.link.send(pings(), bound.dividedBy(2)).whenComplete((answers, failure) -> {
            if (failure != null) {
                fail(failure);
            } else {
                heard(ear, answers, sent);
            }
        });
    }

    private void heard(Ear ear, List<List<byte[]>> answers, long sent) {
        try {
            if (!answered(answers).equals(ear.view)) {
                throw new UnfitException("slots have moved, or another one is a master");
            }
            ear.pinged = sent;
            tracking.renewed(this);
        } catch (UnfitException e) {
            fail(e);
        }
    }

    /** When the last ping that was answered was sent, to the master for which that is longest ago. */
    long pinged() {
        long first = ears.get(0).pinged;
        for (Ear ear : ears) {
            first = ear.pinged - first < 0 ? ear.pinged : first;
        }
        return first;
    }

    /** On the thread that reads; nothing must be lost. */
    private void said(PushMessage message) {
        if (!message.getType().equals(INVALIDATE)) {
            return;
        }
        try {
            List<Object> content = message.getContent();
            if (content.size() > 1 && content.get(1) instanceof List<?> keys) {
                keys.forEach(key -> tracking.credit().changed((ByteBuffer) key));
            } else {
                tracking.failed(this, "all of its keys were deleted at once");
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        tracking.failed(this, reason(failure));
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message != null && (cause instanceof UnfitException || cause instanceof RedisCommandExecutionException)
                ? message
                : cause.getClass().getSimpleName();
    }

    void close() {
        var unused = whole.thenAccept(Link::closeLater);
    }
}
