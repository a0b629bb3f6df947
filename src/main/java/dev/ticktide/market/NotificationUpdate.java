package dev.ticktide.market;

import java.util.List;

/** Notifications that were created or changed state. */
public record NotificationUpdate(List<Notification> notifications) {}
