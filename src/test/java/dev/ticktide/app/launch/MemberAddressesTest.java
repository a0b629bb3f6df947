package dev.ticktide.app.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hazelcast.config.TcpIpConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberAddressesTest {

    private final Map<String, List<String>> names = Map.of(
            "pods.example",
            List.of("10.0.0.1", "10.0.0.2"),
            "one-host",
            List.of("10.0.0.3"),
            "six",
            List.of("fd00::6"));

    @Test
    void aNameStandsForAllItsAddressesAndAnUnknownOneForNone() {
        assertEquals(
                List.of("10.0.0.1", "10.0.0.2", "10.0.0.3:5800"),
                addresses("pods.example", "gone.example", "one-host:5800").getMembers());
    }

    @Test
    void aMemberWithoutAPortIsAtTheFirstOneOnceThisNodeHasJoined() {
        MemberAddresses addresses = addresses("pods.example", "10.0.0.9", "10.0.0.9:5703", "six");
        assertEquals(List.of("10.0.0.1", "10.0.0.2", "10.0.0.9", "10.0.0.9:5703", ipv6("")), addresses.getMembers());
        addresses.joined();
        assertEquals(
                List.of("10.0.0.1:5701", "10.0.0.2:5701", "10.0.0.9:5701", "10.0.0.9:5703", ipv6(":5701")),
                addresses.getMembers());
    }

    @Test
    void whatHazelcastUnderstandsByItselfStaysAsItIs() {
        MemberAddresses addresses = addresses("10.0.0.*, 10.0.1.1-20:5701;[fd00::7]:5701", "fd00::8");
        addresses.joined();
        assertEquals(List.of("10.0.0.*", "10.0.1.1-20:5701", "[fd00::7]:5701", "fd00::8"), addresses.getMembers());
    }

    private static String ipv6(String port) {
        String address = "fd00:0:0:0:0:0:0:6";
        return port.isEmpty() ? address : "[" + address + "]" + port;
    }

    private MemberAddresses addresses(String... members) {
        TcpIpConfig written = new TcpIpConfig().setEnabled(true).setMembers(List.of(members));
        return new MemberAddresses(written, 5701, this::look);
    }

    /** No real look-up: a machine's resolver may take seconds to say no. */
    private InetAddress[] look(String name) throws UnknownHostException {
        if (name.matches("[0-9.]+")) {
            return InetAddress.getAllByName(name);
        }
        List<String> found = names.getOrDefault(name, List.of());
        if (found.isEmpty()) {
            throw new UnknownHostException(name);
        }
        InetAddress[] addresses = new InetAddress[found.size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(found.get(i));
        }
        return addresses;
    }
}
