package dev.ticktide.app.config;

/** A setting that can't be used. The message names the place and the cure. */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
