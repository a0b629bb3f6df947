package dev.ticktide.web;

import dev.ticktide.testing.Contract;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sends a request exactly as written, which no proper client does, and reads the answer up to its end. */
public final class RawHttp {

    private static final int TIMEOUT_MILLIS = 5_000;

    private final int port;

    public RawHttp(int port) {
        this.port = port;
    }

    public record Answer(int status, Map<String, String> headers, String body) {}

    public Answer get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1", "Host: 127.0.0.1:" + port);
    }

    /** Posts a body of this media type. */
    public Answer post(String target, String type, String body, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Host: 127.0.0.1:" + port);
        all.add("Content-Length: " + bytes.length);
        if (!type.isEmpty()) {
            all.add("Content-Type: " + type);
        }
        return send(new Contract.Asked("POST", target, type, body), "POST " + target + " HTTP/1.1", all, bytes);
    }

    /** The connection is closed after the answer, so the answer ends where the stream does. */
    public Answer send(String requestLine, String... headers) throws IOException {
        String[] parts = requestLine.split(" ");
        return send(new Contract.Asked(parts[0], parts[1], "", ""), requestLine, List.of(headers), new byte[0]);
    }

    private Answer send(Contract.Asked asked, String requestLine, List<String> headers, byte[] body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            String head = requestLine + "\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            Answer answer = answer(socket.getInputStream());
            Contract.STANDARD.check(asked, answer.status, answer.headers.getOrDefault("Content-Type", ""), answer.body);
            return answer;
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).trim());
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), headers, text.substring(end + 4));
    }
}
