package io.pgstride.batching.bulk;

import org.jooq.Catalog;
import org.jooq.EnumType;
import org.jooq.Schema;

/** As jOOQ's generator would make it. */
enum Mood implements EnumType {
    SAD("sad"),
    SO_SO("so, \"so\""),
    GLAD("glad\\");

    static final String DDL = "create type mood as enum ('sad', 'so, \"so\"', 'glad\\')";

    private final String literal;

    Mood(String literal) {
        this.literal = literal;
    }

    @Override
    public String getLiteral() {
        return literal;
    }

    @Override
    public Catalog getCatalog() {
        return null;
    }

    @Override
    public Schema getSchema() {
        return null;
    }

    @Override
    public String getName() {
        return "mood";
    }
}
