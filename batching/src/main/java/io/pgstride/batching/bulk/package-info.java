/** Many rows written fast: by binary COPY, by COPY and one INSERT … ON CONFLICT, or by arrays where they are few. */
@NullMarked
package io.pgstride.batching.bulk;

import org.jspecify.annotations.NullMarked;
