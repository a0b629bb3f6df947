package dev.ticktide.web;

import dev.ticktide.web.answer.Answers;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Decides which files of the page's folder are the page. In a checkout that folder is also where its libraries are installed, and
 * what only the build needs is not served.
 */
final class Assets {

    private static final Set<String> KINDS =
            Set.of("html", "css", "js", "mjs", "svg", "png", "ico", "woff2", "webmanifest");
    private static final Set<String> NOT_OURS = Set.of("node_modules");

    private Assets() {}

    static void check(RoutingContext context) {
        if (isServed(context.normalizedPath())) {
            context.next();
        } else {
            Answers.problem(context, 404, "not_found", "there is nothing here");
        }
    }

    /** @param path as requested */
    static boolean isServed(String path) {
        String decoded;
        try {
            decoded = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (decoded.equals("/")) {
            return true;
        }
        String name = decoded;
        for (String part : decoded.substring(1).split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.indexOf('\\') >= 0 || NOT_OURS.contains(part)) {
                return false;
            }
            name = part;
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 && KINDS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
