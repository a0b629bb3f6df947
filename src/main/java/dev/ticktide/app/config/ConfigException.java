package dev.ticktide.app.config;

import java.util.function.Supplier;

/** A setting that can't be used. The message names the place and the cure. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** With a message that names the place and the cure. */
    public ConfigException(String message) {
        super(message);
    }

    /** The value that is made, or this exception with the setting's name in front of what makes it fail by {@link IllegalArgumentException}. */
    public static <T> T at(String setting, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigException(setting + ": " + e.getMessage());
        }
    }
}
