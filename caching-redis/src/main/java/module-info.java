/** Caches kept in Redis, by Lettuce. */
module io.pgstride.caching.redis {
    requires static transitive org.jspecify;
    requires static transitive com.fasterxml.jackson.databind;
    requires transitive io.pgstride.caching;
    requires transitive lettuce.core;
    requires com.github.benmanes.caffeine;
    requires dev.failsafe.core;
    requires io.netty.common;
    requires io.pgstride.batching;
    requires org.slf4j;

    exports io.pgstride.caching.redis;
    exports io.pgstride.caching.redis.json;
}
