package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.store.Archive;
import dev.ticktide.app.store.Doctor;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look after the stored data. */
final class DataCommands {

    private DataCommands() {}

    /** Copies the data of a running or stopped Ticktide. */
    @Command(
            name = "backup",
            description = "Copy the data to a file, also while Ticktide runs.",
            mixinStandardHelpOptions = true)
    static final class Backup implements Callable<Integer> {

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Parameters(paramLabel = "FILE", description = "The copy; made whole before it appears.")
        @SuppressWarnings("NullAway.Init") // The command line has to name it.
        private Path file;

        @Option(names = "--force", description = "Replace FILE if it exists.")
        private boolean force;

        @Override
        public Integer call() {
            AppConfig config = settings.loader(AppConfig.DEFAULTS).load();
            System.out.println("ticktide: " + new Archive(config.store()).backup(atCaller(file), force));
            return 0;
        }
    }

    /** Puts a backup in the place of the data. */
    @Command(
            name = "restore",
            description = "Put a backup in the place of the data; no Ticktide may use them.",
            mixinStandardHelpOptions = true)
    static final class Restore implements Callable<Integer> {

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Parameters(paramLabel = "FILE", description = "A file that ticktide backup made.")
        @SuppressWarnings("NullAway.Init") // The command line has to name it.
        private Path file;

        @Option(
                names = "--verify",
                description = "Look through the whole backup first: pages, indexes, logs without a gap.")
        private boolean verify;

        @Option(names = "--force", description = "Put data that are there aside.")
        private boolean force;

        @Override
        public Integer call() {
            AppConfig config = settings.loader(AppConfig.DEFAULTS).load();
            System.out.println("ticktide: " + new Archive(config.store()).restore(atCaller(file), verify, force));
            return 0;
        }
    }

    /** The launcher runs in its own folder; a file named on the command line is meant from where that was typed. */
    static Path atCaller(Path file) {
        return Path.of(System.getProperty("ticktide.caller", "")).resolve(file).toAbsolutePath();
    }

    /** Examines what is stored. */
    @Command(
            name = "doctor",
            description = "Say whether what is stored is whole, and what to do if not; exit code 1 if it is damaged.",
            mixinStandardHelpOptions = true)
    static final class DoctorCommand implements Callable<Integer> {

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Option(names = "--store", required = true, description = "Examine the stored data, all of it.")
        private boolean store;

        @Override
        public Integer call() {
            if (!store) {
                throw new ConfigException("--store=false leaves nothing to examine");
            }
            return Doctor.store(settings.loader(AppConfig.DEFAULTS).load().store(), System.out);
        }
    }
}
