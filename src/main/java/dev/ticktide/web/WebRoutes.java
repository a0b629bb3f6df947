package dev.ticktide.web;

import dev.ticktide.web.answer.Answers;
import dev.ticktide.web.feed.Bridge;
import dev.ticktide.web.rest.Api;
import dev.ticktide.web.rest.ApiDescription;
import dev.ticktide.web.udf.Udf;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** What is served at which path of the dashboard's port, in the order in which a request is matched. */
final class WebRoutes {

    private WebRoutes() {}

    static void mount(
            Router router, Vertx vertx, Context context, WebSettings settings, Bridge bridge, Api api, Udf udf) {
        router.route().handler(new Guard(settings.allowedHosts(), settings.chartOrigins(), api.posted())::check);
        Health.mount(router, settings);
        new ApiDescription(context).mount(router);
        router.route("/eventbus/*").subRouter(bridge.router());
        Router calls = Router.router(vertx);
        api.mount(calls);
        router.route("/api/v1/*").subRouter(calls);
        Router charts = Router.router(vertx);
        udf.mount(charts);
        router.route("/udf/*").subRouter(charts);
        router.route("/api/*")
                .handler(request ->
                        Answers.problem(request, 404, "not_found", "there is no such call; /openapi.json lists them"));
        router.route().handler(Assets::check);
        router.route()
                .handler(StaticHandler.create("webroot")
                        .setCachingEnabled(false)
                        .setDirectoryListing(false)
                        .setIncludeHidden(false)
                        .setIndexPage("index.html"));
        router.route().handler(request -> Answers.problem(request, 404, "not_found", "there is nothing here"));
        router.route().failureHandler(Answers::failed);
    }
}
