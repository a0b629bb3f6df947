package dev.ticktide.web.udf;

import io.vertx.core.Future;

/** A call of the data feed. */
abstract class UdfCall {

    private final String path;

    /** @param path below {@code /udf} */
    UdfCall(String path) {
        this.path = path;
    }

    final String path() {
        return path;
    }

    /** A view that Jackson writes. May fail, or throw at once, with {@link UdfException}. */
    abstract Future<?> answer(UdfQuery query);
}
