/** Keys for what clients are given and must bring back unchanged. */
@NullMarked
package io.pgstride.core.signing;

import org.jspecify.annotations.NullMarked;
