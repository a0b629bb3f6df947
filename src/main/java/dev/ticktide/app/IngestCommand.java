package dev.ticktide.app;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.wiring.HttpAddress;
import dev.ticktide.csv.CsvFile;
import dev.ticktide.csv.CsvProblem;
import dev.ticktide.ingest.IngestConfig;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads the candles of a CSV file into a running server. */
@Command(
        name = "ingest",
        description = "Load the candles of a CSV file into a running Ticktide.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The columns are guessed from the headings and shown. --dry-run shows them with the bad lines, gaps,"
                    + " duplicates and outliers, and sends nothing. Sending the same file again is safe."
        })
final class IngestCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BAR = 30;

    @Parameters(paramLabel = "FILE.csv", description = "The file: UTF-8, fields apart by comma, semicolon, tab or bar.")
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private Path file;

    @Option(names = "--symbol", paramLabel = "SYMBOL", description = "The symbol of all candles in the file.")
    private @Nullable String symbol;

    @Option(
            names = "--map",
            paramLabel = "COLUMN=HEADING",
            split = ",",
            description = "Which column is what, by its heading or its number: --map close=\"Adj Close\",time=1."
                    + " Columns: time, date, symbol, open, high, low, close, volume.")
    private Map<String, String> map = new LinkedHashMap<>();

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description = "Where times without an offset are from, such as America/New_York; UTC if nothing is said.")
    private String timezone = "UTC";

    @Option(
            names = "--time-format",
            paramLabel = "PATTERN",
            description = "How times are written if it can't be guessed, such as \"dd.MM.yyyy HH:mm\".")
    private String timeFormat = "";

    @Option(names = "--dry-run", description = "Only say what is in the file; send nothing.")
    private boolean dryRun;

    @Option(names = "--skip-bad", description = "Load the good lines of a file that has bad ones.")
    private boolean skipBad;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server's ingest address; http://127.0.0.1:5000 unless the settings say otherwise.")
    private @Nullable URI server;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws InterruptedException {
        CsvFile csv;
        try {
            // The launcher changes the folder; a relative name is meant from where the user is.
            file = Path.of(System.getProperty("ticktide.caller", "")).resolve(file);
            csv = CsvFile.read(file, new CsvFile.Options(symbol, zone(), map, timeFormat));
        } catch (CsvProblem e) {
            String problem = String.valueOf(e.getMessage());
            boolean isPlaced = problem.contains(file.toString()) || problem.startsWith("--");
            System.err.println("ticktide: " + (isPlaced ? "" : file + ": ") + problem);
            return FAILED;
        }
        IngestReport report = new IngestReport(file, csv);
        PrintStream messages = json ? System.err : System.out;
        report.print(messages);
        boolean refused = csv.bad() > 0 && !skipBad;
        if (csv.candles() == 0) {
            return end(report, "there is no candle in " + file);
        }
        if (dryRun) {
            return end(report, refused ? csv.bad() + " bad lines; --skip-bad loads the others" : null);
        }
        if (refused) {
            return end(report, "nothing was sent because of " + csv.bad() + " bad lines; --skip-bad loads the others");
        }
        return send(csv, report, messages);
    }

    private int send(CsvFile csv, IngestReport report, PrintStream messages) throws InterruptedException {
        // The launcher checks for a terminal: since JDK 22 System.console() is not null even without one.
        boolean isShown = Boolean.getBoolean("ticktide.terminal") && !json;
        try {
            CandleSender.Sent sent = new CandleSender(address(), PATIENCE).send(csv.series(), done -> {
                if (isShown) {
                    System.err.print(progress(done, csv.candles()));
                }
            });
            if (isShown) {
                System.err.println();
            }
            report.sent(sent);
            messages.println("Loaded " + IngestReport.count(sent.stored()) + " candles; "
                    + IngestReport.count(sent.duplicate())
                    + " were there already. Bars, indicators and signals are those of all"
                    + " candles in order of time.");
            return end(report, null);
        } catch (CandleSender.Refused e) {
            if (isShown) {
                System.err.println();
            }
            return end(report, e.getMessage());
        }
    }

    private int end(IngestReport report, @Nullable String failure) {
        if (failure != null) {
            System.err.println("ticktide: " + failure);
        }
        if (json) {
            System.out.println(report.json(failure));
        }
        return failure == null ? 0 : FAILED;
    }

    private URI address() {
        URI given = server;
        if (given != null) {
            return given;
        }
        IngestConfig ingest = settings.loader(AppConfig.DEFAULTS).load().ingest();
        return URI.create("http://" + HttpAddress.authority(ingest.host(), ingest.port()));
    }

    private ZoneId zone() {
        try {
            return ZoneId.of(timezone);
        } catch (DateTimeException e) {
            throw new CsvProblem(
                    "--timezone " + timezone + ": expected a zone such as UTC, America/New_York or +01:00");
        }
    }

    private static String progress(int done, int all) {
        int full = (int) ((long) done * BAR / all);
        return "\r[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + (long) done * 100 / all + " %, "
                + IngestReport.count(done) + " candles";
    }
}
