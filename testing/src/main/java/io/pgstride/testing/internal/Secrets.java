package io.pgstride.testing.internal;

import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
final class Secrets {
    private static final Pattern PARAMETER = Pattern.compile("(?i)(password|secret|token|key)[^=&]*=[^&]*");
    private static final Pattern USER_INFO = Pattern.compile("//.*@", Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("((?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*:).*", Pattern.DOTALL);

    private Secrets() {}

    /** For a URL that was understood. */
    static String hide(String url) {
        return PARAMETER.matcher(USER_INFO.matcher(url).replaceFirst("//***@")).replaceAll("$1=***");
    }

    /** For a value that was not understood, where anything after the scheme may be a secret. */
    static String schemeOf(String value) {
        return SCHEME.matcher(value).replaceFirst("$1***");
    }
}
