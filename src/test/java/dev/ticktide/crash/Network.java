package dev.ticktide.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Hosts on an Ethernet of their own, as network namespaces of this machine, with cables to pull. The switch is a namespace too; all
 * that the machine itself sees is one interface, by which this process reaches the hosts. Everything is gone after {@link #close}.
 */
final class Network implements AutoCloseable {

    private static final int SECONDS = 20;
    private static final int HERE = 254;
    private static final int DATABASE = 253;

    /** Nobody can route here, so a command that fails half-way leaves nothing behind but names. */
    private static final String PREFIX = "10.99.";

    private final String name;
    private final int subnet;
    private final int hosts;
    private final Set<Integer> unplugged = new HashSet<>();
    private final Thread cleaner = new Thread(this::remove, "network-cleaner");

    private Network(int hosts) {
        this.hosts = hosts;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int free;
        do {
            free = random.nextInt(256);
        } while (!run(List.of("ip", "-4", "route", "show", PREFIX + free + ".0/24"))
                .isBlank());
        this.subnet = free;
        this.name = String.format("tt%04x", random.nextInt(0x10000));
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            build();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Skips the test, and says why, where the machine does not allow this. */
    static Network of(int hosts) {
        String why = obstacle();
        if (why != null) {
            String line = "SKIPPED: no network namespaces: " + why;
            System.out.println(line);
            Assumptions.abort(line);
        }
        return new Network(hosts);
    }

    private static String obstacle() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "only root may make them";
        }
        String probe = "ttprobe" + ThreadLocalRandom.current().nextInt(1_000_000);
        try {
            run(List.of("nsenter", "--version"));
            run(List.of("iptables", "--version"));
            run(List.of("tc", "-V"));
            run(List.of("ip", "netns", "add", probe));
            try {
                run(List.of("ip", "netns", "exec", probe, "iptables", "-w", "-L", "-n"));
                run(List.of("ip", "-n", probe, "link", "add", "br0", "type", "bridge"));
                run(List.of("ip", "-n", probe, "link", "add", "p0", "type", "veth", "peer", "name", "e0"));
            } finally {
                run(List.of("ip", "netns", "del", probe));
            }
            return null;
        } catch (UncheckedIOException e) {
            return "the packages iproute2, iptables and util-linux are needed: "
                    + e.getCause().getMessage();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    String address(int host) {
        return PREFIX + subnet + "." + (host + 1);
    }

    /** This process's address in that network. */
    String here() {
        return PREFIX + subnet + "." + HERE;
    }

    /** A second address of this process, to put a way to the database at, so that this way can be cut by itself. */
    String database() {
        return PREFIX + subnet + "." + DATABASE;
    }

    /** The command before a command that is to run on a host. */
    List<String> on(int host) {
        return List.of("nsenter", "--net=/run/netns/" + namespace(host));
    }

    /** Nothing passes between two hosts any more. */
    void cut(int host, int other) {
        cut(host, address(other));
    }

    /** Nothing passes between a host and an address any more. */
    void cut(int host, String address) {
        filter(host, "INPUT", "-s", address);
        filter(host, "OUTPUT", "-d", address);
    }

    /** What {@code from} sends to {@code to} does not arrive any more; the other way it does. */
    void cutOneWay(int from, int to) {
        filter(to, "INPUT", "-s", address(from));
    }

    /** So much of what comes to a host from other hosts is lost, in packets. */
    void lose(int host, double share) {
        for (int other = 0; other < hosts; other++) {
            if (other != host) {
                filter(
                        host,
                        "INPUT",
                        "-s",
                        address(other),
                        "-m",
                        "statistic",
                        "--mode",
                        "random",
                        "--probability",
                        String.format(Locale.ROOT, "%.2f", share));
            }
        }
    }

    /** What a host sends to other hosts goes through a line of so many kbit/s; to this process and the database it does not. */
    void throttle(int host, int kbits) {
        tc(host, "qdisc", "replace", "dev", "e0", "root", "handle", "1:", "htb", "default", "1");
        tc(host, "class", "add", "dev", "e0", "parent", "1:", "classid", "1:1", "htb", "rate", "1gbit");
        tc(host, "class", "add", "dev", "e0", "parent", "1:", "classid", "1:2", "htb", "rate", kbits + "kbit");
        tc(host, "qdisc", "add", "dev", "e0", "parent", "1:2", "pfifo", "limit", "10");
        for (int other = 0; other < hosts; other++) {
            if (other != host) {
                iptables(
                        host,
                        "-t",
                        "mangle",
                        "-A",
                        "OUTPUT",
                        "-d",
                        address(other),
                        "-j",
                        "CLASSIFY",
                        "--set-class",
                        "1:2");
            }
        }
    }

    /** Pulls a host's cable at the switch. */
    void unplug(int host) {
        unplugged.add(host);
        ip("-n", namespace("sw"), "link", "set", "p" + host, "down");
    }

    void plug(int host) {
        ip("-n", namespace("sw"), "link", "set", "p" + host, "up");
        unplugged.remove(host);
    }

    /** Everything passes again. */
    void heal() {
        for (int host = 0; host < hosts; host++) {
            iptables(host, "-F");
            iptables(host, "-t", "mangle", "-F");
            if (tc(host, "qdisc", "show", "dev", "e0").contains("htb")) {
                tc(host, "qdisc", "del", "dev", "e0", "root");
            }
        }
        List.copyOf(unplugged).forEach(this::plug);
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // The JVM is about to end: the hook finds nothing any more.
        }
    }

    private void build() {
        ip("netns", "add", namespace("sw"));
        ip("-n", namespace("sw"), "link", "add", "br0", "type", "bridge");
        ip("-n", namespace("sw"), "link", "set", "br0", "up");
        for (int host = 0; host < hosts; host++) {
            ip("netns", "add", namespace(host));
            ip("-n", namespace(host), "link", "set", "lo", "up");
            join("p" + host, "e0", namespace(host));
            ip("-n", namespace(host), "addr", "add", address(host) + "/24", "dev", "e0");
            ip("-n", namespace(host), "link", "set", "e0", "up");
        }
        join("ph", outside(), Long.toString(ProcessHandle.current().pid()));
        ip("addr", "add", here() + "/24", "dev", outside());
        ip("addr", "add", database() + "/24", "dev", outside());
        ip("link", "set", outside(), "up");
    }

    /** Lays a cable from a port of the switch to an interface of a namespace. */
    private void join(String port, String end, String namespace) {
        ip("-n", namespace("sw"), "link", "add", port, "type", "veth", "peer", "name", end, "netns", namespace);
        ip("-n", namespace("sw"), "link", "set", port, "master", "br0");
        ip("-n", namespace("sw"), "link", "set", port, "up");
    }

    private void remove() {
        // With one end of a cable goes the other.
        attempt("ip", "link", "del", outside());
        for (int host = 0; host < hosts; host++) {
            attempt("ip", "netns", "del", namespace(host));
        }
        attempt("ip", "netns", "del", namespace("sw"));
    }

    private String outside() {
        return name + "h";
    }

    private String namespace(int host) {
        return namespace(Integer.toString(host));
    }

    private String namespace(String which) {
        return name + "-" + which;
    }

    private void filter(int host, String chain, String... match) {
        List<String> rule = new ArrayList<>(List.of("-A", chain));
        rule.addAll(List.of(match));
        rule.addAll(List.of("-j", "DROP"));
        iptables(host, rule.toArray(String[]::new));
    }

    private void iptables(int host, String... arguments) {
        within(host, "iptables", "-w", arguments);
    }

    private String tc(int host, String... arguments) {
        List<String> command = new ArrayList<>(on(host));
        command.add("tc");
        command.addAll(List.of(arguments));
        return run(command);
    }

    private void within(int host, String program, String option, String... arguments) {
        List<String> command = new ArrayList<>(on(host));
        command.addAll(List.of(program, option));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void attempt(String... command) {
        try {
            run(List.of(command));
        } catch (IllegalStateException e) {
            // It has never been made, or is gone already.
        }
    }

    /** What it said; fails if it fails. */
    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " does not end");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
