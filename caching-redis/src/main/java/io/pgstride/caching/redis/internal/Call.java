package io.pgstride.caching.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.Collection;
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

    /** Has a connection speak RESP3, in which a server may say something unasked. */
    static Call hello() {
        return new Call(CommandType.HELLO, null, List.of(), List.of(text("3")));
    }

    /** Has a connection hear of all that changes below these prefixes, whoever changes it. */
    static Call track(Collection<String> prefixes) {
        List<byte[]> values = new ArrayList<>(List.of(text("TRACKING"), text("ON"), text("BCAST")));
        prefixes.forEach(prefix -> values.addAll(List.of(text("PREFIX"), text(prefix))));
        return new Call(CommandType.CLIENT, null, List.of(), List.copyOf(values));
    }

    /** Whether this very connection hears of changes: 0 if it does, -1 if not. */
    static Call tracks() {
        return new Call(CommandType.CLIENT, null, List.of(), List.of(text("GETREDIR")));
    }

    /** What a node knows of its cluster. */
    static Call nodes() {
        return new Call(CommandType.CLUSTER, null, List.of(), List.of(text("NODES")));
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
        boolean list = script != null || type == CommandType.MGET;
        return new AsyncCommand<>(
                new Command<>(sent, list ? new ValueListOutput<>(ByteArrayCodec.INSTANCE) : new Texts(), args));
    }
}
