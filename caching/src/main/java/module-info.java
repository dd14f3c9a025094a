/** Cache-aside that leaves no stale entry behind. */
module io.pgstride.caching {
    requires static transitive org.jspecify;
    requires transitive io.pgstride.core;
    requires com.github.benmanes.caffeine;
    requires org.slf4j;

    exports io.pgstride.caching;
    exports io.pgstride.caching.store;
}
