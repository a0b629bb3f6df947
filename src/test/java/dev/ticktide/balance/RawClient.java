package dev.ticktide.balance;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A connection that sends exactly the bytes it is told, which no proper client does. */
final class RawClient implements AutoCloseable {

    final Socket socket;
    final InputStream in;

    RawClient(int port) throws IOException {
        this(port, InetAddress.getLoopbackAddress());
    }

    /** From an address of this machine. */
    RawClient(int port, InetAddress from) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends text in which {@code \n} stands for the end of a line of the head. */
    RawClient send(String text) throws IOException {
        return send(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The head of the answer, its line ends as {@code \n}; empty if there is none. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return head.toString();
            }
            head.append((char) next);
        }
        return head.toString().replace("\r\n", "\n");
    }

    /** Status of the answer, and its problem's code if it has one. */
    String answer() throws IOException {
        String head = head();
        if (head.isEmpty()) {
            return "closed";
        }
        String status = head.split(" ")[1];
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
        if (at < 0) {
            return status;
        }
        int length = Integer.parseInt(head.substring(at + 16, head.indexOf('\n', at)));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        int code = body.indexOf("\"code\":\"");
        return code < 0 ? status : status + " " + body.substring(code + 8, body.indexOf('"', code + 8));
    }

    /** Whether the other side closes, whatever it says before. */
    boolean isClosed() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (EOFException e) {
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
