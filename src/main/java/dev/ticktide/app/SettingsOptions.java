package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where settings come from. */
final class SettingsOptions {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "YAML settings; may be given several times, the last one wins.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting, such as --set web.port=9090.")
    private Map<String, String> values = Map.of();

    @Option(names = "--data", paramLabel = "FILE", description = "Where the data is kept (store.path).")
    private @Nullable String data;

    ConfigLoader loader(AppConfig defaults) {
        ConfigLoader loader = new ConfigLoader(defaults);
        files.forEach(loader::file);
        loader.environment(System.getenv());
        values.forEach((key, value) -> loader.set(key, value, "--set " + key));
        String path = data;
        if (path != null) {
            loader.set("store.path", path, "--data");
        }
        return loader;
    }
}
