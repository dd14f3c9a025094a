package io.pgstride.core.internal.transaction;

import io.pgstride.core.NoTransactionException;
import io.pgstride.core.telemetry.Telemetry;
import io.pgstride.core.transaction.BeforeCommit;
import io.pgstride.core.transaction.GatheredBeforeCommit;
import io.pgstride.core.transaction.TransactionHooks;
import io.pgstride.core.transaction.TransactionOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hooks of the transaction that is open on one connection.
 *
 * <p>Every registration takes the next number. A savepoint remembers the number at which it was set, so that a rollback
 * to it takes exactly the hooks that came after. Hooks leave their list before they run: none can run twice.
 */
final class TransactionScope implements TransactionHooks {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionHooks.class);

    private enum Phase {
        OPEN,
        BEFORE_COMMIT,
        OVER
    }

    private record Before(long number, int order, BeforeCommit hook) {
        boolean isOfTheWorkOf(Gathered first) {
            return hook instanceof Gathered gathered && gathered.isOfTheWorkOf(first);
        }
    }

    private record Completion(long number, Consumer<TransactionOutcome> hook) {}

    private final Connection connection;
    private final Telemetry.Counter failures;
    private final Queue<Before> before =
            new PriorityQueue<>(Comparator.comparingInt(Before::order).thenComparingLong(Before::number));
    private final List<Completion> completions = new ArrayList<>();
    private final IdentityHashMap<Savepoint, Long> savepoints = new IdentityHashMap<>();
    private Phase phase = Phase.OPEN;
    private boolean held;
    private @Nullable Consumer<TransactionOutcome> listener;
    private long next;

    TransactionScope(Connection connection, Telemetry.Counter failures) {
        this.connection = connection;
        this.failures = failures;
    }

    @Override
    public boolean active() {
        try {
            return phase != Phase.OVER && !connection.isClosed() && !connection.getAutoCommit();
        } catch (SQLException e) {
            throw new NoTransactionException("the connection does not answer whether a transaction is open", e);
        }
    }

    @Override
    public void beforeCommit(int order, BeforeCommit hook) {
        requireActive();
        before.add(new Before(next++, order, hook));
    }

    @Override
    public <T> void gather(int order, T item, GatheredBeforeCommit<? super T> hook) {
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(hook, "hook");
        beforeCommit(order, new Gathered(this, order, item, hook));
    }

    /** Takes away what is still to come of the same work, in the order of its registration. */
    List<Gathered> takeGathered(Gathered first) {
        List<Before> same = before.stream()
                .filter(next -> next.isOfTheWorkOf(first))
                .sorted(Comparator.comparingLong(Before::number))
                .toList();
        before.removeIf(next -> next.isOfTheWorkOf(first));
        return same.stream().map(next -> (Gathered) next.hook).toList();
    }

    @Override
    public void afterCompletion(Consumer<TransactionOutcome> hook) {
        requireActive();
        completions.add(new Completion(next++, hook));
    }

    private void requireActive() {
        if (phase == Phase.OVER) {
            throw new NoTransactionException(
                    "the transaction is over and its completion hooks are running; register before it ends");
        }
        if (!active()) {
            throw new NoTransactionException("no transaction is open: the connection is closed or in autocommit mode;"
                    + " open one with Transactions, jOOQ's transaction(...) or setAutoCommit(false)");
        }
    }

    boolean isEmpty() {
        return before.isEmpty() && completions.isEmpty();
    }

    /** Whether somebody must be told how the transaction ends. */
    boolean isWatched() {
        return listener != null || !isEmpty();
    }

    /** Tells once how the transaction ended, before its hooks hear of it. */
    void listen(Consumer<TransactionOutcome> once) {
        listener = once;
    }

    /** While held, only the holder ends the transaction, by letting go first. */
    void hold(boolean on) {
        held = on;
    }

    void refuseEnd(String what) throws SQLException {
        if (held) {
            throw new SQLException(
                    "a unit of work may not " + what + " its connection; return or throw to end the unit", "2D000");
        }
        if (phase != Phase.OPEN) {
            throw new SQLException("a transaction hook may not " + what + " the connection it runs for", "2D000");
        }
    }

    void refuseStatementWhenOver() throws SQLException {
        if (phase == Phase.OVER) {
            throw new SQLException(
                    "the transaction is over; a completion hook must take another connection for its SQL", "25000");
        }
    }

    Savepoint mark(Savepoint savepoint) {
        savepoints.put(savepoint, next);
        return savepoint;
    }

    void released(Savepoint savepoint) {
        Long mark = savepoints.remove(savepoint);
        if (mark != null) {
            savepoints.values().removeIf(later -> later > mark);
        }
    }

    void rolledBackTo(Savepoint savepoint) {
        Long mark = savepoints.get(savepoint);
        if (mark == null) {
            return;
        }
        savepoints.values().removeIf(later -> later > mark);
        before.removeIf(hook -> hook.number >= mark);
        run(takeCompletionsFrom(mark), new TransactionOutcome.RolledBack());
    }

    void forgetSavepoints() {
        savepoints.clear();
    }

    void runBeforeCommit() throws SQLException {
        phase = Phase.BEFORE_COMMIT;
        try {
            for (Before first = before.poll(); first != null; first = before.poll()) {
                first.hook.run(connection);
            }
        } finally {
            phase = Phase.OPEN;
        }
    }

    /** Ends the transaction: forgets it, then runs its completion hooks. */
    void complete(TransactionOutcome outcome) {
        Consumer<TransactionOutcome> told = listener;
        listener = null;
        if (told != null) {
            told.accept(outcome);
        }
        before.clear();
        savepoints.clear();
        run(takeCompletionsFrom(0), outcome);
    }

    private List<Completion> takeCompletionsFrom(long number) {
        int from = completions.size();
        while (from > 0 && completions.get(from - 1).number >= number) {
            from--;
        }
        List<Completion> tail = completions.subList(from, completions.size());
        List<Completion> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    private void run(List<Completion> hooks, TransactionOutcome outcome) {
        Phase outer = phase;
        phase = Phase.OVER;
        @Nullable Error error = null;
        try {
            for (Completion completion : hooks) {
                error = run(completion, outcome, error);
            }
        } finally {
            phase = outer;
        }
        if (error != null) {
            throw error;
        }
    }

    private @Nullable Error run(Completion completion, TransactionOutcome outcome, @Nullable Error earlier) {
        try {
            completion.hook.accept(outcome);
            return earlier;
        } catch (Exception e) { // checked ones too: other languages throw them without a word
            count();
            LOG.warn("TransactionHooks: a hook failed after the transaction ended as {}", name(outcome), e);
            return earlier;
        } catch (Error e) {
            if (earlier == null) {
                return e;
            }
            earlier.addSuppressed(e);
            return earlier;
        }
    }

    private void count() {
        try {
            failures.increment();
        } catch (RuntimeException e) {
            LOG.debug("TransactionHooks: telemetry failed", e);
        }
    }

    private static String name(TransactionOutcome outcome) {
        return outcome.getClass().getSimpleName();
    }
}
