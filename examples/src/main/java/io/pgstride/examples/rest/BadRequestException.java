package io.pgstride.examples.rest;

/** A request that the client must change: an answer 400. */
final class BadRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    BadRequestException(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
