/** One runnable class per pattern. */
@NullMarked
package io.pgstride.examples;

import org.jspecify.annotations.NullMarked;
