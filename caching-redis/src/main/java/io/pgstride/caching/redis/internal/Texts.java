package io.pgstride.caching.redis.internal;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import java.nio.ByteBuffer;

/** The answer of a command that answers with something else than a list of strings, as a list of the texts in it. */
final class Texts extends ValueListOutput<byte[], byte[]> {
    Texts() {
        super(ByteArrayCodec.INSTANCE);
    }

    @Override
    public void set(ByteBuffer bytes) {
        multi(1);
        super.set(bytes);
    }

    @Override
    public void set(long number) {
        set(ByteBuffer.wrap(Call.number(number)));
    }
}
