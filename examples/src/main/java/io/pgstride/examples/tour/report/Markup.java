package io.pgstride.examples.tour.report;

/** Writes elements that are well-formed both as HTML and as XML; all text and attribute values are escaped. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** An element with others inside. Attributes are names and values in turn. */
    Markup element(String name, Runnable content, String... attributes) {
        start(name, attributes);
        out.append('>');
        content.run();
        out.append("</").append(name).append('>');
        return this;
    }

    /** An element that holds text. */
    Markup text(String name, String text, String... attributes) {
        return element(name, () -> text(text), attributes);
    }

    Markup text(String text) {
        escape(text);
        return this;
    }

    /** An element that never has content, such as {@code meta}. */
    Markup empty(String name, String... attributes) {
        start(name, attributes);
        out.append(" />");
        return this;
    }

    /** A line of its own, so that the source reads well too. */
    Markup line() {
        out.append('\n');
        return this;
    }

    /** Text of the program's own that is already markup, such as a style sheet. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    private void start(String name, String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
