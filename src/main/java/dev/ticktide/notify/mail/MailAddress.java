package dev.ticktide.notify.mail;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which mail addresses are accepted: one plain {@code local@domain} in ASCII. Refused are display names, lists, groups,
 * comments, quoted local parts, address literals and anything with a line break, because each of them lets one recipient
 * turn into another somewhere between here and the mailbox.
 */
public final class MailAddress {

    private static final int MAX_LENGTH = 254;
    private static final int MAX_LOCAL = 64;
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    // The last label is a name: an all-numeric one would be an address literal without its brackets.
    private static final String TOP = "(?=[0-9-]*[A-Za-z])" + LABEL;
    private static final Pattern FORM = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*@(?:" + LABEL + "\\.)*" + TOP);

    private MailAddress() {}

    /** Whether {@code address} is one plain address. */
    public static boolean isValid(String address) {
        return address.length() <= MAX_LENGTH
                && address.indexOf('@') <= MAX_LOCAL
                && FORM.matcher(address).matches();
    }

    /** The address with its domain in lower case, so that one mailbox doesn't get two mails; fails if it is not valid. */
    public static String require(String address) {
        if (!isValid(address)) {
            throw new IllegalArgumentException(
                    "recipient must be one plain address such as name@example.org, without name, comment or list, was \""
                            + address + "\"");
        }
        int at = address.indexOf('@');
        return address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }
}
