package io.pgstride.batching.internal.bulk;

/**
 * A column as the catalog describes it.
 *
 * @param type as its definition writes it
 * @param looseType what it is made of, without a length or precision: a cast to a type with one would cut values silently
 * @param never why no value may be given; empty if one may
 */
record TargetColumn(String name, String type, String looseType, Wire wire, boolean notNull, String never) {}
