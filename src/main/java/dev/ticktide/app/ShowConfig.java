package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.app.config.SettingsSchema;
import dev.ticktide.app.process.SymbolRoom;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.cluster.Role;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the settings in force. */
@Command(
        name = "show-config",
        description = "Print every setting and where it comes from; secrets are masked.",
        mixinStandardHelpOptions = true)
final class ShowConfig implements Callable<Integer> {

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Option(names = "--explain", description = "Also print what each setting means and which values it takes.")
    private boolean explain;

    @Option(names = "--schema", description = "Print the JSON schema of configuration files instead.")
    private boolean schema;

    @Override
    public Integer call() {
        if (schema) {
            System.out.println(SettingsSchema.of(AppConfig.class).toPrettyString());
            return 0;
        }
        ConfigLoader loader = settings.loader(AppConfig.DEFAULTS);
        AppConfig config = SymbolRoom.settle(loader, Role.computing());
        System.out.print(explain ? loader.explain() : loader.show());
        new Wiring(config).requireUsable();
        return 0;
    }
}
