package dev.ticktide.balance;

/**
 * Keeps second attempts after a 503 to a share of the requests: nodes that have too much to do would otherwise get twice of it.
 * Requests whose connection broke do not ask here. Confined to one thread.
 */
final class RetryBudget {

    private static final double EARNED_BY_A_REQUEST = 0.2;
    private static final double MOST = 100;

    private double left = MOST;

    void earn() {
        left = Math.min(MOST, left + EARNED_BY_A_REQUEST);
    }

    boolean spend() {
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
