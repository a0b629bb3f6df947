package dev.ticktide.app.config;

import java.nio.file.Path;
import java.util.Map;

/** Lets tests of other packages read settings as a start does. */
public final class KnownSettings {

    private KnownSettings() {}

    /** Throws what a start would say if a setting does not exist or has the wrong kind of value. */
    public static AppConfig load(Path file, Map<String, String> environment) {
        return new ConfigLoader(AppConfig.DEFAULTS)
                .file(file)
                .environment(environment)
                .load();
    }

    /** As {@link #load(Path, Map)} without a file. */
    public static AppConfig load(Map<String, String> environment) {
        return new ConfigLoader(AppConfig.DEFAULTS).environment(environment).load();
    }
}
