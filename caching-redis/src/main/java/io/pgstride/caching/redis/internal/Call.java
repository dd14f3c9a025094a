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

/** A command that answers with a list of strings: a script, or MGET. */
final class Call {
    private final @Nullable Script script;
    private final List<String> keys;
    private final List<byte[]> values;

    private Call(@Nullable Script script, List<String> keys, List<byte[]> values) {
        this.script = script;
        this.keys = keys;
        this.values = values;
    }

    /** Of a script. */
    static Call of(Script script, List<String> keys, byte[]... values) {
        return new Call(script, keys, List.of(values));
    }

    /** The values of keys, null where there is none. */
    static Call get(List<String> keys) {
        return new Call(null, keys, List.of());
    }

    static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    static byte[] number(long number) {
        return text(Long.toString(number));
    }

    AsyncCommand<byte[], byte[], List<byte[]>> command() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        if (script == null) {
            return command(CommandType.MGET, withKeys(args));
        }
        return command(CommandType.EVALSHA, withArguments(args.add(script.sha())));
    }

    /** The same for a server that does not know the script. */
    AsyncCommand<byte[], byte[], List<byte[]>> commandWithText() {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        return script == null ? command() : command(CommandType.EVAL, withArguments(args.add(script.text())));
    }

    private CommandArgs<byte[], byte[]> withArguments(CommandArgs<byte[], byte[]> args) {
        withKeys(args.add(keys.size()));
        values.forEach(args::add);
        return args;
    }

    private CommandArgs<byte[], byte[]> withKeys(CommandArgs<byte[], byte[]> args) {
        keys.forEach(key -> args.addKey(text(key)));
        return args;
    }

    private static AsyncCommand<byte[], byte[], List<byte[]>> command(
            CommandType type, CommandArgs<byte[], byte[]> args) {
        return new AsyncCommand<>(new Command<>(type, new ValueListOutput<>(ByteArrayCodec.INSTANCE), args));
    }
}
