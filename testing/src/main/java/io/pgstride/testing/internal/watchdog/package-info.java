/**
 * The process that ends servers whose JVM was killed. Runs with nothing but this package and the JDK on its class path.
 */
@NullMarked
package io.pgstride.testing.internal.watchdog;

import org.jspecify.annotations.NullMarked;
