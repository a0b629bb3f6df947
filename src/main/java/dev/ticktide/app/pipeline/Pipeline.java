package dev.ticktide.app.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ticktide.app.config.AppConfig;
import dev.ticktide.app.node.ThisNode;
import dev.ticktide.app.wiring.Wiring;
import dev.ticktide.cluster.Role;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/**
 * The flow, assembled: {@link #stages} is the one list of what runs and in which order it starts. Each stage listens before
 * the one in front of it sends; data is let in last. {@link Verticles} makes what is listed.
 */
public final class Pipeline {

    private static final long STORE_CLOCK_MILLIS = 5_000;

    private final ThisNode node;
    private final AppConfig config;
    private final JsonNode shownConfig;
    private final PrometheusMeterRegistry registry;
    private final Deque<Deployed> deployed = new ArrayDeque<>();

    /** @param shownConfig the settings as the page shows them, secrets masked */
    public Pipeline(ThisNode node, AppConfig config, JsonNode shownConfig, PrometheusMeterRegistry registry) {
        this.node = node;
        this.config = config;
        this.shownConfig = shownConfig;
        this.registry = registry;
    }

    /** All there is; a node deploys those of its roles. */
    private List<Step> stages() {
        Verticles verticles =
                new Verticles(node, config, new Wiring(config, node.roles()), shownConfig, registry::scrape);
        List<Step> steps = new ArrayList<>();
        steps.add(Step.stage(Role.INDICATOR, verticles::indicator));
        steps.add(Step.stage(Role.SIGNAL, verticles::signal));
        steps.add(Step.stage(Role.AGGREGATE, verticles::aggregate));
        verticles.notifiers().forEach(notifier -> steps.add(Step.stage(Role.NOTIFY, notifier)));
        // Pages reconnect to other nodes first, so that they do not see the partitions leave this one.
        steps.add(node.clustered() ? Step.inlet(Role.WEB, 1, verticles::web) : Step.stage(Role.WEB, verticles::web));
        steps.add(Step.inlet(Role.INGEST, config.ingest().instances(), verticles::ingest));
        steps.add(Step.inlet(Role.SIMULATE, 1, verticles::simulate));
        steps.add(Step.inlet(Role.BALANCE, 1, verticles::balance));
        steps.removeIf(step -> !node.has(step.role));
        if (!node.has(Role.WEB)) {
            steps.add(0, Step.stage(Role.WEB, verticles::health));
        }
        return steps;
    }

    /** @param inlet whether something comes in through it that can go to other nodes, so that it stops first */
    private record Step(Role role, boolean inlet, int instances, Supplier<Deployable> verticle) {

        static Step stage(Role role, Supplier<Deployable> verticle) {
            return new Step(role, false, 1, verticle);
        }

        static Step inlet(Role role, int instances, Supplier<Deployable> verticle) {
            return new Step(role, true, instances, verticle);
        }
    }

    private record Deployed(String id, boolean inlet) {}

    /** Starts stage after stage; fails with the first that can't. In a cluster the other nodes are informed then. */
    public Future<?> start() {
        Future<?> chain = node.begin();
        if (node.has(Role.NOTIFY) || node.has(Role.INDICATOR)) {
            chain = chain.compose(begun ->
                    Future.fromCompletionStage(node.storeClock().ask()).transform(asked -> Future.succeededFuture()));
            node.vertx()
                    .setPeriodic(STORE_CLOCK_MILLIS, timer -> node.storeClock().ask());
        }
        for (Step step : stages()) {
            DeploymentOptions options = new DeploymentOptions().setInstances(step.instances());
            chain = chain.compose(done -> node.vertx().deployVerticle(step.verticle(), options))
                    .onSuccess(id -> deployed.push(new Deployed(id, step.inlet)));
        }
        return chain.onSuccess(done -> node.serve());
    }

    /**
     * Lets nothing more in, has other nodes take over, then stops stage after stage in the order of the flow, so that each hands
     * on what it has.
     */
    public Future<?> stop() {
        Future<?> chain = node.drain();
        List<Deployed> inOrder = new ArrayList<>(deployed);
        Collections.reverse(inOrder);
        List<Deployed> flow = new ArrayList<>();
        inOrder.stream().filter(Deployed::inlet).forEach(each -> flow.add(0, each));
        inOrder.stream().filter(each -> !each.inlet).forEach(flow::add);
        for (Deployed each : flow) {
            chain = chain.compose(done -> node.vertx().undeploy(each.id).otherwiseEmpty());
        }
        return chain;
    }
}
