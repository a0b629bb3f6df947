package dev.ticktide.arch;

import java.util.Map;
import java.util.TreeMap;

/** What {@link ArchitectureTest} lets through: a class by its name below {@code dev.ticktide}, with the reason. */
final class Exemptions {

    /** Reads {@code System.nanoTime()}: for how long something has lasted, never what is computed of data. */
    static final Map<String, String> STOPWATCH = new TreeMap<>(Map.ofEntries(
            Map.entry("web.feed.Viewer", "for how long a client has been asked for a sign of life"),
            Map.entry("web.answer.JsonBodies", "hands the stopwatch to the limits of bodies"),
            Map.entry("web.rest.formula.FormulaPreview", "says how long a preview took"),
            Map.entry("http.ReadOnlyServer", "hands the stopwatch to the limits of connections"),
            Map.entry("ingest.IngestVerticle", "hands the stopwatch to the limits of connections"),
            Map.entry("balance.Proxy", "as ReadOnlyServer, for the balancer's port"),
            Map.entry("balance.NodeAttempts", "how long one attempt at a node took"),
            Map.entry("balance.BalanceVerticle", "gives its parts the time on each round"),
            Map.entry("balance.Checks", "gives its parts the time on each round of checks"),
            Map.entry("store.sqlite.SqliteCheck", "bounds how long a step of the check keeps the disk busy"),
            Map.entry("store.sqlite.SqliteWriter", "spaces out its chores; a thread of its own"),
            Map.entry("indicator.Retention", "pauses for as long as the step before took"),
            Map.entry("cluster.claim.StageAssignment", "hands the stopwatch to the members' signs of life")));

    /** Waits for another thread, each on a thread that may. */
    static final Map<String, String> BLOCKING = new TreeMap<>(Map.of(
            "web.StartupServer", "opened and closed by the thread that starts the process, with a Vert.x of its own",
            "store.postgres.connection.PostgresConnections",
                    "opened and closed by the threads that start and stop the process",
            "store.postgres.PostgresWriteQueue", "closed by the thread that stops the process",
            "store.sqlite.SqliteCheck",
                    "a thread of its own waits for work; closed by the thread that stops the process",
            "store.sqlite.file.SqliteGuard", "a thread of its own looks at the file from time to time",
            "store.sqlite.SqliteReaders", "closed by the thread that stops the process",
            "store.sqlite.SqliteWriter", "a thread of its own takes writes from a queue"));

    /** Uses Vert.x in a stage whose core does not, without being a verticle. */
    static final Map<String, String> VERTX_IN_STAGES = new TreeMap<>(Map.of(
            "simulate.IngestPost", "posts what was simulated over HTTP",
            "notify.Notifier", "a channel answers with a Vert.x future",
            "notify.OutboxWorker", "leases mails on a timer and hands them to the channels",
            "notify.mail.MailNotifier", "the channel that speaks SMTP"));

    private Exemptions() {}
}
