package dev.ticktide.app.wiring;

import dev.ticktide.app.config.ConfigException;
import java.net.URI;
import java.net.URISyntaxException;

/** A host and port as they are written in an HTTP address. */
public final class HttpAddress {

    private HttpAddress() {}

    /** Such as {@code 127.0.0.1:8080}; an IPv6 address is put in brackets. */
    public static String authority(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Fails by {@link ConfigException} if this can't be the name or address of a host. */
    static void requireHost(String setting, String host) {
        try {
            if (new URI("http://" + authority(host, 1)).getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below, as of every host that is none.
        }
        throw new ConfigException(setting + " is \"" + host
                + "\", which can't be an address of this machine; 127.0.0.1 is the usual one");
    }
}
