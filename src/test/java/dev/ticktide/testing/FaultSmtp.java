package dev.ticktide.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail server that misbehaves as told: per connection, in the order given, or per recipient. Without orders it accepts
 * and remembers every mail. Listens on a port of the loopback address, which it keeps while it is down.
 */
public final class FaultSmtp implements AutoCloseable {

    /** What goes wrong in a connection. */
    public enum Fault {
        NONE,
        /** Accepts the connection and never says a word. */
        HANG,
        /** Says everything, one byte at a time with {@link #DRIP_MILLIS} between them. */
        DRIP,
        /** The greeting never ends: line after line, each saying that more follow. */
        ENDLESS_GREETING,
        /** Greets with 421 and hangs up. */
        BUSY,
        /** Greets with 554. */
        NO_SERVICE,
        /** Greets with something that is not SMTP. */
        GARBAGE,
        SENDER_550,
        RCPT_451,
        RCPT_550,
        /** Refuses the finished message with 554. */
        CONTENT_554,
        /** Answers RCPT with something that is not SMTP. */
        RCPT_GARBAGE,
        /** Says nothing more once it has heard RCPT. */
        RCPT_HANG,
        /** Hangs up after DATA, before the message. */
        DROP_AT_DATA,
        /** Takes the message, and hangs up instead of saying so. */
        LOSE_250
    }

    /** How far a session has come. */
    public enum Phase {
        /** Connected, not yet greeted. */
        CONNECT,
        /** Has said MAIL, RCPT or DATA and waits for the answer. */
        MAIL,
        RCPT,
        DATA,
        /** The message is taken, which has not been said. */
        DOT,
        /** That has been said. */
        TAKEN
    }

    /** Hears of a session that comes to a phase, which waits until it returns. */
    public interface Visitor {

        /**
         * The session goes on when this returns.
         *
         * @param port the other side's
         * @param messageId of the message, empty before there is one
         */
        void reached(int port, String messageId) throws IOException, InterruptedException;
    }

    /** A message the server has taken, whether or not it said so. */
    public record Mail(String recipient, String messageId, String source) {}

    public static final int DRIP_MILLIS = 100;

    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: (.*)$");

    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, Fault> byRecipient = new ConcurrentHashMap<>();
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger recipientsHeard = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<Phase, Visitor> visitors = new ConcurrentHashMap<>();
    private volatile Fault usual = Fault.NONE;
    private volatile ServerSocket listener;
    private final int port;

    public FaultSmtp() {
        listener = listen(0);
        port = listener.getLocalPort();
    }

    public int port() {
        return port;
    }

    /** The messages taken so far. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    public int connections() {
        return connections.get();
    }

    /** Connections open now, as far as it has noticed; while it hangs it doesn't. */
    public int open() {
        return sockets.size();
    }

    /** How many recipients were named to it, accepted or not. */
    public int recipientsHeard() {
        return recipientsHeard.get();
    }

    /** What the next connections do, one each; then the usual again. */
    public FaultSmtp next(Fault... faultsInOrder) {
        faults.addAll(List.of(faultsInOrder));
        return this;
    }

    /** What connections do unless told otherwise. */
    public FaultSmtp usually(Fault fault) {
        usual = fault;
        return this;
    }

    /** What a connection does from the moment it hears of this recipient. */
    public FaultSmtp forRecipient(String recipient, Fault fault) {
        byRecipient.put(recipient, fault);
        return this;
    }

    /** Has the next session that comes to a phase wait there for a visitor. */
    public FaultSmtp visit(Phase phase, Visitor visitor) {
        visitors.put(phase, visitor);
        return this;
    }

    /** Nobody listens from now on, and open connections break. */
    public void down() {
        close(listener);
        sockets.forEach(FaultSmtp::close);
    }

    /** Listens again, on the same port. */
    public void up() {
        listener = listen(port);
    }

    @Override
    public void close() {
        closed.countDown();
        down();
    }

    private ServerSocket listen(int wanted) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            daemon(() -> accept(server));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Fault next = faults.poll();
                daemon(() -> converse(socket, next == null ? usual : next));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void converse(Socket socket, Fault fault) {
        try (socket) {
            new Dialogue(socket, fault).run();
        } catch (IOException e) {
            // The other side is gone, which is what many faults lead to.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
        }
    }

    private final class Dialogue {
        private final BufferedReader in;
        private final OutputStream out;
        private Fault fault;
        private final int peer;
        private String recipient = "";

        Dialogue(Socket socket, Fault fault) throws IOException {
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            this.out = socket.getOutputStream();
            this.fault = fault;
            this.peer = socket.getPort();
        }

        void run() throws IOException, InterruptedException {
            if (!greet()) {
                return;
            }
            String line = in.readLine();
            while (line != null && answer(line)) {
                line = in.readLine();
            }
        }

        private void reach(Phase phase, String messageId) throws IOException, InterruptedException {
            Visitor visitor = visitors.remove(phase);
            if (visitor != null) {
                visitor.reached(peer, messageId);
            }
        }

        private boolean greet() throws IOException, InterruptedException {
            reach(Phase.CONNECT, "");
            switch (fault) {
                case HANG -> closed.await();
                case ENDLESS_GREETING -> {
                    while (closed.getCount() > 0) {
                        say("220-wait for it");
                        Thread.sleep(DRIP_MILLIS);
                    }
                }
                case BUSY -> say("421 4.3.2 try later");
                case NO_SERVICE -> say("554 5.3.2 no mail here");
                case GARBAGE -> say("HTTP/1.1 400 Bad Request");
                default -> say("220 fault.test ESMTP");
            }
            return fault != Fault.BUSY;
        }

        private boolean answer(String line) throws IOException, InterruptedException {
            switch (line.split(" ", 2)[0]) {
                case "EHLO", "HELO" -> say("250 fault.test");
                case "MAIL" -> {
                    reach(Phase.MAIL, "");
                    say(fault == Fault.SENDER_550 ? "550 5.7.1 not from you" : "250 ok");
                }
                case "RCPT" -> {
                    reach(Phase.RCPT, "");
                    say(answerRecipient(line));
                }
                case "DATA" -> {
                    reach(Phase.DATA, "");
                    say("354 go on");
                    return fault != Fault.DROP_AT_DATA && take();
                }
                case "QUIT" -> {
                    say("221 bye");
                    return false;
                }
                default -> say("250 ok");
            }
            return true;
        }

        private String answerRecipient(String line) throws InterruptedException {
            recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            recipientsHeard.incrementAndGet();
            fault = byRecipient.getOrDefault(recipient, fault);
            if (fault == Fault.RCPT_HANG) {
                closed.await();
            }
            return switch (fault) {
                case RCPT_451 -> "451 4.7.1 greylisted";
                case RCPT_550 -> "550 5.1.1 no such user";
                case RCPT_GARBAGE -> "what?";
                default -> "250 ok";
            };
        }

        private boolean take() throws IOException, InterruptedException {
            StringBuilder source = new StringBuilder();
            for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
                if (line == null) {
                    return false;
                }
                source.append(line).append('\n');
            }
            if (fault == Fault.CONTENT_554) {
                say("554 5.7.1 looks like spam");
                return true;
            }
            Matcher id = MESSAGE_ID.matcher(source);
            String messageId = id.find() ? id.group(1) : "";
            mails.add(new Mail(recipient, messageId, source.toString()));
            reach(Phase.DOT, messageId);
            if (fault == Fault.LOSE_250) {
                return false;
            }
            say("250 taken");
            reach(Phase.TAKEN, messageId);
            return true;
        }

        private void say(String line) throws IOException, InterruptedException {
            byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int step = fault == Fault.DRIP ? 1 : bytes.length;
            for (int i = 0; i < bytes.length; i += step) {
                out.write(bytes, i, step);
                Thread.sleep(fault == Fault.DRIP ? DRIP_MILLIS : 0);
            }
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
