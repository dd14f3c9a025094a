package io.pgstride.examples.house.crooked.pagination.internal;

/** What nobody else should see. */
public final class Hidden {}
