package io.pgstride.batching.internal.bulk;

/**
 * How PostgreSQL reads a type's binary form: the name of its receive function, domains resolved to what they are made of.
 *
 * @param receive for example {@code int8recv}
 * @param elementOid of an array's elements, or 0
 * @param elementReceive of an array's elements, or empty
 */
record Wire(String receive, long elementOid, String elementReceive) {}
