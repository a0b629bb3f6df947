package dev.ticktide.ingest.parse;

import dev.ticktide.ingest.scan.Field;

/** Where in the body the parser is, as the beginning of a JSON Pointer. */
final class JsonPosition {

    private static final int MAX_NAME = 64;

    private String prefix = "";
    private int index = -1;

    void document() {
        prefix = "";
        index = -1;
    }

    void item(int item) {
        prefix = "/";
        index = item;
    }

    /** Lines count from 1, blank ones included, as editors do. */
    void line(int line) {
        prefix = "/line/";
        index = line;
    }

    @Override
    public String toString() {
        return index < 0 ? "" : prefix + index;
    }

    String field(Field field) {
        return this + "/" + field.label;
    }

    /** A name that the sender made up: shortened, and anything that could mean something in a log or a page replaced. */
    String unknownField(String name) {
        StringBuilder safe = new StringBuilder(toString()).append('/');
        for (int i = 0; i < Math.min(name.length(), MAX_NAME); i++) {
            char c = name.charAt(i);
            if (c == '~') {
                safe.append("~0");
            } else if (c == '/') {
                safe.append("~1");
            } else {
                safe.append(isHarmless(c) ? c : '?');
            }
        }
        return safe.toString();
    }

    private static boolean isHarmless(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_'
                || c == '-'
                || c == '.'
                || c == ' ';
    }
}
