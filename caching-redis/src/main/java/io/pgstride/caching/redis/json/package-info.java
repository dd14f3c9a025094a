/** Values as JSON, by Jackson, which is needed only for this. */
@NullMarked
package io.pgstride.caching.redis.json;

import org.jspecify.annotations.NullMarked;
