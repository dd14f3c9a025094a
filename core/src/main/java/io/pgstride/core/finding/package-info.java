/** Findings: what is wrong with a database or its use, with evidence and a fix; and the SPI of those who look for them. */
@NullMarked
package io.pgstride.core.finding;

import org.jspecify.annotations.NullMarked;
