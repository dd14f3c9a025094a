package io.pgstride.batching.internal.claim;

import java.util.List;
import org.jooq.Record;

/**
 * A claimed row.
 *
 * @param key its key as text, taken before the handler could change the record
 * @param attempts as counted in the table when it was claimed; in leased mode the one that begins is among them
 */
record Row<R extends Record>(R record, List<String> key, int attempts) {}
