/** Keyset pagination. */
module io.pgstride.pagination {
    requires static transitive org.jspecify;
    requires transitive io.pgstride.core;

    exports io.pgstride.pagination;
}
