package io.pgstride.batching.internal.bulk;

/** Writes values of one PostgreSQL type as its receive function reads them. Stateless. */
@FunctionalInterface
interface Encoder {
    /**
     * Writes the value without its length.
     *
     * @throws Unencodable if the type cannot hold it exactly
     */
    void encode(Object value, RowBuffer out);
}
