package dev.ticktide.app.launch;

import com.hazelcast.config.TcpIpConfig;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses at which Hazelcast looks for other nodes. Of a host name it would use only addresses of its own
 * machine, so names are resolved here, to all their addresses, each time Hazelcast asks.
 *
 * <p>A member without a port means a range of ports, but only until this node has joined: after a split Hazelcast
 * tries the addresses of the other half one after the other and waits five seconds for each that does not answer. It
 * knows the members that it has met before anyway.
 */
final class MemberAddresses extends TcpIpConfig {

    /** Looks a name up. */
    interface Names {
        InetAddress[] addresses(String name) throws UnknownHostException;
    }

    private static final Pattern SEPARATOR = Pattern.compile("[,; ]+");
    private static final Pattern PLACE = Pattern.compile("([^:]+)(?::([0-9]+))?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final Pattern ADDRESSES = Pattern.compile("[0-9.*-]+");

    private final int firstPort;
    private final Names names;
    private volatile boolean joined;

    MemberAddresses(TcpIpConfig written, int firstPort, Names names) {
        this.firstPort = firstPort;
        this.names = names;
        setEnabled(written.isEnabled());
        setConnectionTimeoutSeconds(written.getConnectionTimeoutSeconds());
        setRequiredMember(written.getRequiredMember());
        setMembers(written.getMembers());
    }

    /** From now on members without a port are at the first one. */
    void joined() {
        joined = true;
    }

    @Override
    public List<String> getMembers() {
        List<String> found = new ArrayList<>();
        for (String places : super.getMembers()) {
            for (String place : SEPARATOR.split(places.trim())) {
                find(place, found);
            }
        }
        return found;
    }

    private void find(String place, List<String> found) {
        Matcher parts = PLACE.matcher(place);
        if (!parts.matches() || isPattern(parts.group(1))) {
            found.add(place);
            return;
        }
        String host = parts.group(1);
        String port = parts.group(2) == null ? "" : ":" + parts.group(2);
        String suffix = port.isEmpty() && joined ? ":" + firstPort : port;
        try {
            for (InetAddress address : names.addresses(host)) {
                String text = address.getHostAddress();
                boolean bracketed = address instanceof Inet6Address && !suffix.isEmpty();
                found.add((bracketed ? "[" + text + "]" : text) + suffix);
            }
        } catch (UnknownHostException e) {
            // Names come and go with their hosts; it is asked for again soon.
        }
    }

    /** Several addresses in one, such as {@code 10.0.0.*}. */
    private static boolean isPattern(String host) {
        return ADDRESSES.matcher(host).matches() && !ADDRESS.matcher(host).matches();
    }
}
