/** Real PostgreSQL and Redis servers for tests: embedded, Testcontainers or external. */
@NullMarked
package io.pgstride.testing;

import org.jspecify.annotations.NullMarked;
