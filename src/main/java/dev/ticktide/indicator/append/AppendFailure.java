package dev.ticktide.indicator.append;

import dev.ticktide.market.append.AppendReply;
import dev.ticktide.store.StaleOwnerException;
import dev.ticktide.store.StoreException;

/** The status of the reply to requests whose events could not be stored. */
final class AppendFailure {

    private AppendFailure() {}

    /** @param failure what the store failed with; anything else is a bug, after which the outcome is unknown */
    static AppendReply.Status status(Throwable failure) {
        if (failure instanceof StaleOwnerException) {
            return AppendReply.Status.NOT_OWNER;
        }
        if (failure instanceof StoreException store) {
            return switch (store.kind()) {
                case BUSY -> AppendReply.Status.OVERLOADED;
                case UNAVAILABLE -> AppendReply.Status.STORAGE_UNAVAILABLE;
                case FULL -> AppendReply.Status.STORAGE_FULL;
                case UNKNOWN -> AppendReply.Status.OUTCOME_UNKNOWN;
                case DAMAGED -> AppendReply.Status.STORAGE_DAMAGED;
            };
        }
        return AppendReply.Status.OUTCOME_UNKNOWN;
    }
}
