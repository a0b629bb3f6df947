package dev.ticktide.app.launch;

import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.config.XmlConfigBuilder;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.cluster.ClusterConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Hazelcast's configuration: a file, or else the one in the jar, and over it what the settings say. */
final class HazelcastConfig {

    private static final String NAME = "cluster.xml";

    private HazelcastConfig() {}

    /** @param file {@code null}: {@code cluster.xml} in the working directory if there is one, else the jar's */
    static Config load(@Nullable Path file, ClusterConfig settings) {
        Config config = read(file);
        String name = settings.name();
        if (name != null) {
            config.setClusterName(name);
        }
        NetworkConfig network = config.getNetworkConfig();
        Integer port = settings.port();
        if (port != null) {
            network.setPort(port);
        }
        String host = settings.host();
        if (host != null) {
            String address = address(host);
            network.getInterfaces().clear().setEnabled(true).addInterface(address);
            network.setPublicAddress(address);
        }
        if (!settings.members().isEmpty()) {
            TcpIpConfig join = network.getJoin().getTcpIpConfig().setEnabled(true);
            join.clear();
            settings.members().forEach(join::addMember);
        }
        TcpIpConfig written = network.getJoin().getTcpIpConfig();
        if (written.isEnabled()) {
            network.getJoin()
                    .setTcpIpConfig(new MemberAddresses(written, network.getPort(), InetAddress::getAllByName));
        }
        return config;
    }

    /** To be called when the node has joined. */
    static void joined(Config config) {
        if (config.getNetworkConfig().getJoin().getTcpIpConfig() instanceof MemberAddresses addresses) {
            addresses.joined();
        }
    }

    /** This node's address for the others. */
    static String host(Config config, ClusterConfig settings) {
        String host = settings.host();
        if (host != null) {
            return address(host);
        }
        return config.getNetworkConfig().getInterfaces().getInterfaces().stream()
                .filter(address -> address.indexOf('*') < 0 && address.indexOf('-') < 0)
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "cluster.xml names no address of this node under interfaces; set cluster.host to it"));
    }

    private static Config read(@Nullable Path file) {
        Path place = file == null ? Path.of(NAME) : file;
        if (file == null && !Files.exists(place)) {
            try (InputStream in = HazelcastConfig.class.getResourceAsStream("/" + NAME)) {
                if (in == null) {
                    throw new IllegalStateException(NAME + " is missing from the jar");
                }
                return new XmlConfigBuilder(in).build();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        // Hazelcast logs what is wrong with a file, and as it likes before it has read from that file how to log.
        System.setProperty("hazelcast.logging.type", "slf4j");
        try (InputStream in = new ByteArrayInputStream(wellFormed(place))) {
            return new XmlConfigBuilder(in).build();
        } catch (IOException e) {
            throw new ConfigException(place + " can't be read; check the path given with --cluster-config");
        } catch (SAXException | InvalidConfigurationException e) {
            throw new ConfigException(place + ": " + e.getMessage());
        }
    }

    /** The file's bytes; the parser that Hazelcast uses would print its errors by itself. */
    private static byte[] wellFormed(Path file) throws IOException, SAXException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            SAXParserFactory parsers = SAXParserFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            parsers.newSAXParser().parse(new ByteArrayInputStream(bytes), new DefaultHandler());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
        return bytes;
    }

    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new ConfigException("cluster.host is " + host + ", which is no known host");
        }
    }
}
