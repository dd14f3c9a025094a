package io.pgstride.core.internal.plan;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The words, strings and numbers of JSON text, and a place in it. */
final class JsonTokens {
    private static final int MAX_NUMBER_LENGTH = 400;
    private static final int MAX_EXPONENT_DIGITS = 3;

    private final String text;
    private int at;

    JsonTokens(String text) {
        this.text = text;
    }

    int offset() {
        return at;
    }

    boolean atEnd() {
        skipSpace();
        return at >= text.length();
    }

    void skip() {
        at++;
    }

    boolean closes(char end) {
        skipSpace();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    @Nullable
    Object scalar() {
        return switch (peek()) {
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            case 'I' -> word("Infinity", Double.POSITIVE_INFINITY);
            case 'N' -> word("NaN", Double.NaN);
            case '-' -> text.startsWith("-I", at) ? word("-Infinity", Double.NEGATIVE_INFINITY) : number();
            default -> number();
        };
    }

    String string() {
        take('"', "a string");
        StringBuilder content = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw expected("the end of a string, and no control character in it");
            }
            at++;
            content.append(c == '\\' ? escape() : c);
        }
        at++;
        return content.toString();
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw expected("an escape");
            }
        };
    }

    private char unicode() {
        int code = 0;
        for (int end = at + 4; at < end; at++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                throw expected("four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Number number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        int whole = digits();
        if (whole > 1 && text.charAt(at - whole) == '0') {
            throw expected("a number without leading zeros");
        }
        boolean integer = true;
        if (peek() == '.') {
            at++;
            digits();
            integer = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            exponent();
            integer = false;
        }
        return toNumber(start, integer);
    }

    private void exponent() {
        at++;
        if (peek() == '+' || peek() == '-') {
            at++;
        }
        if (digits() > MAX_EXPONENT_DIGITS) {
            throw expected("an exponent of at most " + MAX_EXPONENT_DIGITS + " digits");
        }
    }

    private int digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == start) {
            throw expected("a value");
        }
        return at - start;
    }

    private Number toNumber(int start, boolean integer) {
        int length = at - start;
        if (length > MAX_NUMBER_LENGTH) {
            throw new JsonSyntaxException("a number longer than " + MAX_NUMBER_LENGTH + " characters", start);
        }
        String literal = text.substring(start, at);
        if (integer && length <= 18) {
            return Long.valueOf(literal);
        }
        BigDecimal exact = new BigDecimal(literal);
        return integer && exact.unscaledValue().bitLength() < Long.SIZE ? exact.longValue() : exact;
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw expected("a value");
        }
        at += word.length();
        return meaning;
    }

    void take(char c, String name) {
        if (peek() != c) {
            throw expected(name);
        }
        at++;
    }

    void skipSpace() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The next character; past the end a NUL, which no rule accepts. */
    char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    JsonSyntaxException expected(String what) {
        return new JsonSyntaxException("expected " + what, Math.min(at, text.length()));
    }
}
