package io.pgstride.benchmarks.run;

/**
 * A subject's name and the way to set it up.
 *
 * @param name {@code pgstride}, {@code handwritten}, or a peer's artifact name or way
 * @param <S> the kind of subject
 */
public record Contender<S extends Subject>(String name, Opener<S> opener) {

    /** Sets a subject up. */
    @FunctionalInterface
    public interface Opener<S> {
        S open() throws Exception;
    }
}
