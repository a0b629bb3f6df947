package dev.ticktide.market.message;

import dev.ticktide.market.signal.Notification;
import java.util.List;

/** Notifications that were created or changed state. */
public record NotificationUpdate(List<Notification> notifications) {}
