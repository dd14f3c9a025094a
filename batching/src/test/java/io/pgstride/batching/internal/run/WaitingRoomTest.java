package io.pgstride.batching.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void end() {
        workers.shutdownNow();
    }

    @Test
    void aWakeUpThatComesBeforeTheWaitIsKept() {
        WaitingRoom room = new WaitingRoom(2, LONG);
        room.wake();
        room.wake();
        room.wake();
        assertThat(room.awaitWork()).isTrue();
        assertThat(room.awaitWork()).isTrue();
        room.close();
        assertThat(room.awaitWork()).as("no more than workers").isFalse();
    }

    @Test
    void aWakeUpLetsOneGo() throws Exception {
        WaitingRoom room = new WaitingRoom(3, LONG);
        List<Future<Boolean>> waiting = List.of(waits(room), waits(room), waits(room));
        awaitWaiting(3);
        room.wakeIfWaiting();
        Awaitility.await().until(() -> waiting.stream().filter(Future::isDone).count() == 1);
        room.close();
        int woken = 0;
        for (Future<Boolean> one : waiting) {
            woken += one.get(10, TimeUnit.SECONDS) ? 1 : 0;
        }
        assertThat(woken).isEqualTo(1);
    }

    @Test
    void nobodyWaitsSoNothingIsKept() {
        WaitingRoom room = new WaitingRoom(1, Duration.ofMillis(300));
        room.wakeIfWaiting();
        long start = System.nanoTime();
        assertThat(room.awaitWork()).isTrue();
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void aPauseEndsByTimeOrByClosing() throws Exception {
        WaitingRoom room = new WaitingRoom(1, LONG);
        long start = System.nanoTime();
        room.pause(TimeUnit.MILLISECONDS.toNanos(50));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        Future<Boolean> paused = submit(() -> {
            room.pause(LONG.toNanos());
            return true;
        });
        awaitWaiting(1);
        room.wake();
        assertThat(paused.isDone()).isFalse();
        room.close();
        assertThat(paused.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void anInterruptDoesNotEndAWait() throws Exception {
        WaitingRoom room = new WaitingRoom(1, LONG);
        Future<Boolean> waiting = waits(room);
        awaitWaiting(1);
        threads.get(0).interrupt();
        awaitWaiting(1);
        room.wake();
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private Future<Boolean> waits(WaitingRoom room) {
        return submit(room::awaitWork);
    }

    private Future<Boolean> submit(Callable<Boolean> work) {
        return workers.submit(() -> {
            synchronized (threads) {
                threads.add(Thread.currentThread());
            }
            return work.call();
        });
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> {
            synchronized (threads) {
                return threads.size() == count
                        && threads.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
            }
        });
    }
}
