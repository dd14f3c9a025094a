package io.pgstride.batching;

import io.pgstride.batching.internal.claim.RoundOptions;
import io.pgstride.batching.internal.run.Crew;
import io.pgstride.batching.internal.run.Work;
import javax.sql.DataSource;

/** Makes a processor's rounds once its options are known. */
interface WorkFactory {
    Work work(DataSource dataSource, Crew crew, RoundOptions options);
}
