package io.pgstride.batching;

import io.pgstride.batching.internal.claim.LeasedRounds;
import io.pgstride.batching.internal.claim.Rounds;
import io.pgstride.batching.internal.run.Crew;
import io.pgstride.batching.internal.run.CrewDataSource;
import io.pgstride.batching.internal.run.Work;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jooq.Record;

/** The start of a processor: where its rows are. Immutable. */
public final class ProcessorSource {
    private final DataSource dataSource;

    ProcessorSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * {@return the processor's second stage; how its rows are handled is to follow}
     *
     * @param claim which rows are pending, and in which order they are taken
     * @param <R> the rows' type
     */
    public <R extends Record> Claimed<R> claim(Claim<R> claim) {
        return new Claimed<>(dataSource, Objects.requireNonNull(claim, "claim"));
    }

    /**
     * The second stage of a processor. Immutable.
     *
     * @param <R> the rows' type
     */
    public static final class Claimed<R extends Record> {
        private final DataSource dataSource;
        private final Claim<R> claim;

        private Claimed(DataSource dataSource, Claim<R> claim) {
            this.dataSource = dataSource;
            this.claim = claim;
        }

        /**
         * {@return a processor that claims, works and acknowledges in one transaction} The effects that the handler has through the given
         * {@code DSLContext} happen exactly once. A transaction is open, and its rows are locked, while the handler runs: for short work.
         *
         * @param handler called by each worker
         */
        public BatchProcessorBuilder transactional(BatchHandler<R> handler) {
            Objects.requireNonNull(handler, "handler");
            return builder(
                    false,
                    (source, crew, options) -> Work.of(Rounds.transactional(
                            new CrewDataSource(source, crew), claim.spec(), marked(handler, crew), options)));
        }

        /**
         * {@return a processor that marks rows as its own for a time, works without a transaction, and acknowledges after} Heartbeats prolong the time
         * while the handler runs. A row is worked on at least once: again if its process dies or loses the lease.
         *
         * @param lease how long rows stay claimed after the last heartbeat, which comes each third of it
         * @param handler called by each worker
         */
        public BatchProcessorBuilder leased(Duration lease, BatchHandler<R> handler) {
            Objects.requireNonNull(lease, "lease");
            Objects.requireNonNull(handler, "handler");
            return builder(true, (source, crew, options) -> {
                LeasedRounds leased = Rounds.leased(
                        new CrewDataSource(source, crew), claim.spec(), lease, marked(handler, crew), options);
                return new Work(leased.round(), leased.heartbeats(), leased::release);
            });
        }

        private BatchProcessorBuilder builder(boolean leased, WorkFactory factory) {
            return new BatchProcessorBuilder(
                    dataSource, claim.spec().table().getName(), claim.spec().priority() == null, leased, factory);
        }

        private static <R extends Record> BatchHandler<R> marked(BatchHandler<R> handler, Crew crew) {
            return (dsl, batch) -> {
                crew.claimed(batch.size());
                handler.handle(dsl, batch);
            };
        }
    }
}
