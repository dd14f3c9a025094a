package io.pgstride.caching.redis.internal;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Compression, quick rather than thorough. */
final class Deflate {
    private static final int PIECE = 8_192;

    private Deflate() {}

    static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2);
            byte[] piece = new byte[PIECE];
            while (!deflater.finished()) {
                out.write(piece, 0, deflater.deflate(piece));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Never makes more than that length, whatever the bytes would become. */
    static byte[] inflate(byte[] deflated, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(deflated);
            byte[] plain = new byte[length];
            int made = 0;
            while (made < length && !inflater.finished()) {
                int more = inflater.inflate(plain, made, length - made);
                if (more == 0 && !inflater.finished()) {
                    throw new DataFormatException("not all is there");
                }
                made += more;
            }
            if (made != length || inflater.inflate(new byte[1]) != 0) {
                throw new DataFormatException("not as long as it says");
            }
            return plain;
        } finally {
            inflater.end();
        }
    }
}
