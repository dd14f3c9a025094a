package io.pgstride.core.internal;

import java.util.ArrayList;
import java.util.List;

/** Reads qualified names by the rules of PostgreSQL's parse_ident(text, true). */
public final class IdentifierParser {
    private final String text;
    private int at;

    private IdentifierParser(String text) {
        this.text = text;
    }

    /** Why the text is no name, and what to do. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** The parts, folded and unquoted. */
    public static List<String> parse(String text) throws Malformed {
        IdentifierParser parser = new IdentifierParser(text);
        List<String> parts = new ArrayList<>();
        do {
            parts.add(parser.part());
        } while (parser.takesDot());
        if (parser.at < text.length()) {
            throw parser.malformed("has a character that needs quotes");
        }
        return parts;
    }

    private String part() throws Malformed {
        skipSpace();
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted();
        }
        int start = at;
        while (at < text.length() && (at == start ? starts(text.charAt(at)) : continues(text.charAt(at)))) {
            at++;
        }
        if (at == start) {
            throw malformed("has no identifier");
        }
        return folded(text.substring(start, at));
    }

    private String quoted() throws Malformed {
        StringBuilder part = new StringBuilder();
        at++;
        while (!closesQuote()) {
            part.append(text.charAt(at));
            at += text.charAt(at) == '"' ? 2 : 1;
        }
        at++;
        if (part.isEmpty()) {
            throw malformed("has an empty quoted part");
        }
        return part.toString();
    }

    private boolean closesQuote() throws Malformed {
        if (at == text.length()) {
            throw malformed("has an unclosed quote");
        }
        return text.charAt(at) == '"' && !text.startsWith("\"\"", at);
    }

    private boolean takesDot() {
        skipSpace();
        boolean dot = at < text.length() && text.charAt(at) == '.';
        at += dot ? 1 : 0;
        return dot;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private static boolean starts(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean continues(char c) {
        return starts(c) || (c >= '0' && c <= '9') || c == '$';
    }

    private static String folded(String part) {
        StringBuilder folded = new StringBuilder(part);
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return folded.toString();
    }

    private Malformed malformed(String reason) {
        return new Malformed(reason + " at character " + at
                + "; write schema.table, and odd names in double quotes with inner ones doubled");
    }
}
