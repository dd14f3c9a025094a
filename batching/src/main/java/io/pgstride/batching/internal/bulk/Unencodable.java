package io.pgstride.batching.internal.bulk;

/** A value that a column's type cannot hold exactly; says why, without the value. */
final class Unencodable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unencodable(String reason) {
        super(reason);
    }

    static Unencodable classOf(Object value, String type) {
        return new Unencodable(value.getClass().getName() + " has no exact form as " + type
                + "; give the column's own Java type, or a jOOQ converter to it");
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
