package io.pgstride.caching.redis.internal;

import io.pgstride.caching.redis.Codec;
import java.util.zip.DataFormatException;

/**
 * How values become bytes.
 *
 * @param compressAbove the length from which on they are compressed
 * @param maximumBytes the length of what the codec makes from which on they are not stored
 */
public record ValueForm<V>(Codec<V> codec, int compressAbove, int maximumBytes) {

    /** The bytes are not those of a value, or too many. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String why) {
            super(why, null, false, false);
        }
    }

    Payload encode(V value) throws Exception {
        byte[] plain = codec.encode(value);
        if (plain.length <= compressAbove) {
            return new Payload(Payload.Kind.PLAIN, plain.length, plain);
        }
        byte[] deflated = Deflate.deflate(plain);
        return deflated.length < plain.length
                ? new Payload(Payload.Kind.DEFLATED, plain.length, deflated)
                : new Payload(Payload.Kind.PLAIN, plain.length, plain);
    }

    boolean fits(Payload payload) {
        return payload.length() <= maximumBytes;
    }

    /** Of one that has a value. */
    V decode(Payload payload) throws Exception {
        if (payload.length() < 0 || payload.length() > maximumBytes || payload.bytes().length > maximumBytes) {
            throw new MalformedException("longer than " + maximumBytes + " bytes");
        }
        V value = codec.decode(plain(payload));
        if (value == null) {
            throw new MalformedException("no value");
        }
        return value;
    }

    private static byte[] plain(Payload payload) throws DataFormatException {
        byte[] plain = payload.kind() == Payload.Kind.DEFLATED
                ? Deflate.inflate(payload.bytes(), payload.length())
                : payload.bytes();
        if (plain.length != payload.length()) {
            throw new DataFormatException("not as long as it says");
        }
        return plain;
    }
}
