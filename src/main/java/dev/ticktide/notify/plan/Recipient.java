package dev.ticktide.notify.plan;

import dev.ticktide.market.signal.Notification;
import java.util.ArrayList;
import java.util.List;

/**
 * A person and where messages reach that person. The inbox of the dashboard is always among the addresses, first.
 *
 * @param name as in the settings
 * @param addresses one or more for each channel, in the form that the channel accepts
 */
public record Recipient(String name, List<Address> addresses) {

    private static final Address IN_THE_INBOX = new Address(Notification.INBOX, Notification.INBOX);

    /** A recipient of the dashboard's inbox only. */
    public static final Recipient INBOX = new Recipient(Notification.INBOX, List.of());

    /** @param channel such as {@code email} */
    public record Address(String channel, String address) {}

    /** Puts the inbox first, whether it is in {@code addresses} or not. */
    public Recipient {
        List<Address> all = new ArrayList<>(List.of(IN_THE_INBOX));
        addresses.stream().filter(each -> !each.equals(IN_THE_INBOX)).forEach(all::add);
        addresses = List.copyOf(all);
    }

    /** A recipient with one address besides the inbox. */
    public static Recipient at(String channel, String address) {
        return new Recipient(address, List.of(new Address(channel, address)));
    }
}
