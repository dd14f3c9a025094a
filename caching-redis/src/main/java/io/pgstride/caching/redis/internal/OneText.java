package io.pgstride.caching.redis.internal;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import java.nio.ByteBuffer;

/** The answer of a command that answers with one string, as a list of it. */
final class OneText extends ValueListOutput<byte[], byte[]> {
    OneText() {
        super(ByteArrayCodec.INSTANCE);
    }

    @Override
    public void set(ByteBuffer bytes) {
        multi(1);
        super.set(bytes);
    }
}
