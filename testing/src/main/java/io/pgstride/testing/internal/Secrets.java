package io.pgstride.testing.internal;

import java.util.regex.Pattern;

/** Keeps passwords out of messages. */
final class Secrets {
    private static final Pattern PARAMETER = Pattern.compile("(?i)(password|secret|token|key)[^=&]*=[^&]*");
    private static final Pattern USER_INFO = Pattern.compile("//[^/@]*@");

    private Secrets() {}

    static String hide(String url) {
        return USER_INFO.matcher(PARAMETER.matcher(url).replaceAll("$1=***")).replaceAll("//***@");
    }
}
