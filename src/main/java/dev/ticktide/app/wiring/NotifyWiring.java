package dev.ticktide.app.wiring;

import dev.ticktide.app.config.ConfigException;
import dev.ticktide.market.signal.Notification;
import dev.ticktide.market.symbol.Timeframe;
import dev.ticktide.notify.NotifyConfig;
import dev.ticktide.notify.NotifySettings;
import dev.ticktide.notify.SignalText;
import dev.ticktide.notify.mail.MailSettings;
import dev.ticktide.notify.plan.Recipient;
import dev.ticktide.notify.plan.Subscription;
import dev.ticktide.settings.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who is notified of which signals, by which channels, in which words. */
final class NotifyWiring {

    /** Means every symbol or timeframe in a subscription. */
    private static final String ALL = "*";

    private final NotifyConfig config;
    private final String dashboardUrl;
    private final List<Timeframe> timeframes;

    /**
     * @param dashboardUrl where links in messages lead
     * @param timeframes for which bars are made
     */
    NotifyWiring(NotifyConfig config, String dashboardUrl, List<Timeframe> timeframes) {
        this.config = config;
        this.dashboardUrl = dashboardUrl;
        this.timeframes = timeframes;
    }

    SignalText texts() {
        return ConfigException.at("web.public_url", () -> new SignalText(dashboardUrl));
    }

    Channels channels() {
        return new Channels(mail(), texts());
    }

    List<Subscription> subscriptions() {
        Channels channels = channels();
        return ConfigException.at("notifications.subscriptions", () -> config.subscriptions().stream()
                .map(each -> new Subscription(
                        recipient(each, channels),
                        each.symbols().stream()
                                .map(symbol -> symbol.equals(ALL) ? symbol : Wiring.symbol(symbol))
                                .toList(),
                        each.sides(),
                        each.timeframes().stream().map(this::computed).toList(),
                        each.maxAge()))
                .toList());
    }

    private static Recipient recipient(NotifyConfig.Subscriber subscription, Channels channels) {
        List<Recipient.Address> addresses = new ArrayList<>();
        String name = subscription.recipient();
        if (!name.equals(Notification.INBOX)) {
            addresses.add(channels.address(Notification.EMAIL, name));
        }
        new TreeMap<>(subscription.channels())
                .forEach((channel, address) -> addresses.add(channels.address(channel, address)));
        return new Recipient(name, addresses);
    }

    /** How mail is sent; {@code null} without a mail server. */
    private @Nullable MailSettings mail() {
        return ConfigException.at("notifications.smtp", () -> MailSettings.of(config.smtp()));
    }

    NotifySettings notifySettings() {
        if (config.retryFirst().compareTo(config.retryMax()) > 0) {
            throw new ConfigException("notifications.retry_first is " + DurationText.print(config.retryFirst())
                    + " and has to be at most notifications.retry_max, which is "
                    + DurationText.print(config.retryMax()));
        }
        return ConfigException.at("notifications", () -> NotifySettings.of(config));
    }

    private String computed(String timeframe) {
        if (!timeframe.equals(ALL) && !timeframes.contains(Timeframe.parse(timeframe))) {
            throw new IllegalArgumentException("no bars are made for the timeframe " + timeframe + "; computed are "
                    + timeframes + " (indicators.timeframes)");
        }
        return timeframe;
    }
}
