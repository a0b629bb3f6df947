package dev.ticktide.app.launch;

import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.config.ConfigException;
import dev.ticktide.app.config.ConfigLoader;
import dev.ticktide.cluster.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** The ports of a process: free ones where any will do, and none that is in use or open to everybody unprotected. */
final class Ports {

    private Ports() {}

    /** Looks for free ports where any will do, so that the settings show the ports in use and other nodes learn them. */
    static ConfigLoader chosen(ConfigLoader loader, LaunchPlan plan) {
        AppConfig config = loader.load();
        boolean web = plan.anyPorts() || (plan.clustered() && !plan.has(Role.WEB));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            if (web && loader.isDefault("web.port")) {
                loader.set("web.port", Integer.toString(free.getLocalPort()), "a free port");
            }
            if (plan.anyPorts() && loader.isDefault("ingest.port")) {
                loader.set("ingest.port", Integer.toString(other.getLocalPort()), "a free port");
            }
        } catch (IOException e) {
            throw new ConfigException("no free port on " + config.web().host() + ": " + e.getMessage());
        }
        return loader;
    }

    /** Fails by {@link ConfigException} at an address that others reach unprotected, and at a port in use. */
    static void requireUsable(AppConfig config, LaunchPlan plan) {
        requireSafeBind("web.host", config.web().host(), config.behindTlsProxy());
        requireSafeBind("web.admin_host", config.web().adminHost(), config.behindTlsProxy());
        requireFree("web.port", config.web().host(), config.web().port());
        if (plan.has(Role.INGEST)) {
            requireSafeBind("ingest.host", config.ingest().host(), config.behindTlsProxy());
            requireFree("ingest.port", config.ingest().host(), config.ingest().port());
        }
        if (plan.has(Role.BALANCE)) {
            requireSafeBind("balance.host", config.balance().host(), config.behindTlsProxy());
            requireFree(
                    "balance.port", config.balance().host(), config.balance().port());
        }
        String host = config.cluster().host();
        if (plan.clustered() && host != null) {
            requireSafeBind("cluster.host", host, config.behindTlsProxy());
        }
    }

    private static void requireSafeBind(String setting, String host, boolean behindTlsProxy) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !behindTlsProxy) {
                throw new ConfigException(
                        setting + " is " + host + ", which others can reach without login or encryption;"
                                + " set behind_tls_proxy: true if a proxy in front takes care of both");
            }
        } catch (UnknownHostException e) {
            throw new ConfigException(setting + " is " + host + ", which is no address of this machine");
        }
    }

    /** Asked before anything is opened, so that a second start leaves the first one's data alone. */
    private static void requireFree(String setting, String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("port " + port + " on " + host + " can't be used (" + e.getMessage() + "); set "
                    + setting + " to a free one, such as --set " + setting + "=" + (port + 1));
        }
    }
}
