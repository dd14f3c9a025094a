package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that answers with strings: a script, or one of the few others. */
final class Call {
    private final CommandType type;
    private final @Nullable Script script;
    private final List<String> keys;
    private final List<byte[]> values;

    private Call(CommandType type, @Nullable Script script, List<String> keys, List<byte[]> values) {
        this.type = type;
        this.script = script;
        this.keys = keys;
        this.values = values;
    }

    /** Of a script. */
    static Call of(Script script, List<String> keys, byte[]... values) {
        return new Call(CommandType.EVALSHA, script, keys, List.of(values));
    }

    /** The values of keys, null where there is none. */
    static Call get(List<String> keys) {
        return new Call(CommandType.MGET, null, keys, List.of());
    }

    /** Sets a key for a time. */
    static Call set(String key, String value, long millis) {
        return new Call(CommandType.SET, null, List.of(key), List.of(text(value), text("PX"), number(millis)));
    }

    /** What a server says of itself. */
    static Call info(String section) {
        return new Call(CommandType.INFO, null, List.of(), List.of(text(section)));
    }

    static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] number(long number) {
        return text(Long.toString(number));
    }

    AsyncCommand<byte[], byte[], List<byte[]>> command() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        if (script != null) {
            args.add(script.sha()).add(keys.size());
        }
        return command(type, args);
    }

    /** The same for a server that does not know the script. */
    AsyncCommand<byte[], byte[], List<byte[]>> commandWithText() {
        if (script == null) {
            return command();
        }
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        return command(CommandType.EVAL, args.add(script.text()).add(keys.size()));
    }

    private AsyncCommand<byte[], byte[], List<byte[]>> command(CommandType sent, CommandArgs<byte[], byte[]> args) {
        keys.forEach(key -> args.addKey(text(key)));
        values.forEach(args::add);
        boolean one = type == CommandType.SET || type == CommandType.INFO;
        return new AsyncCommand<>(
                new Command<>(sent, one ? new OneText() : new ValueListOutput<>(ByteArrayCodec.INSTANCE), args));
    }
}
