package io.pgstride.batching.internal.bulk;

/**
 * Writes values of one PostgreSQL type as its receive function reads them. Stateless.
 *
 * <p>The type is meant without the column's modifier, which the receive function applies as an INSERT does: {@code numeric(10,2)} and
 * {@code timestamp(3)} round what has more digits.
 */
@FunctionalInterface
interface Encoder {
    /**
     * Writes the value without its length.
     *
     * @throws Unencodable if the type cannot hold it exactly
     */
    void encode(Object value, RowBuffer out);
}
