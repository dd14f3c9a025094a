package io.pgstride.batching.internal.run;

import io.pgstride.batching.ProcessingListener;
import io.pgstride.batching.internal.claim.ProcessingEvents;
import java.time.Duration;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What happens to single rows, for the user's listener. */
public final class ListenerEvents implements ProcessingEvents {
    private final Listening listening;

    /** For a listener. */
    public ListenerEvents(ProcessingListener listener) {
        this.listening = new Listening(listener);
    }

    @Override
    public void rowRetried(Record row, int attempt, Duration pause, String reason, @Nullable Throwable cause) {
        listening.tell(listener -> listener.rowRetried(row, attempt, pause, reason));
    }

    @Override
    public void rowDead(Record row, int attempt, String reason, @Nullable Throwable cause) {
        listening.tell(listener -> listener.rowDead(row, attempt, reason));
    }

    @Override
    public void leaseLost(List<? extends Record> rows) {
        listening.tell(listener -> listener.leaseLost(rows));
    }

    @Override
    public void batchFailed(int rows, Throwable cause) {
        listening.tell(listener -> listener.batchSplit(rows, cause));
    }
}
