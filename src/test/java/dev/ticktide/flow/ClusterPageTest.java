package dev.ticktide.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.ticktide.crash.Cluster;
import dev.ticktide.testing.Await;
import dev.ticktide.testing.Browser;
import dev.ticktide.testing.Candles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of the cluster in a real browser, while nodes join, are killed, stand still and come back. */
class ClusterPageTest {

    private static final List<String> STAGES = List.of("indicator", "signal", "aggregate");
    private static final List<String> ROLES = List.of("ingest", "indicator", "signal", "aggregate", "notify", "web");
    private static final int PARTITIONS = 64;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** By when the page has to show a takeover; the takeover itself is part of it. */
    private static final Duration SHOWN = Duration.ofSeconds(5);

    private static final String OWNERS = """
            list => list.map(cell => cell.dataset.partition + ' ' + cell.dataset.owner + ' ' + cell.dataset.epoch)""";
    private static final Pattern TOOK = Pattern.compile("[0-9,]+ ms");

    @RegisterExtension
    final Browser browser = new Browser();

    @TempDir
    Path folder;

    @Test
    void thePageShowsWhoIsThereWhoOwnsWhatAndWhatMovesAndOutlivesItsNode() throws Exception {
        try (Cluster cluster = new Cluster(
                folder, 1, folder.resolve("data/ticktide.db"), List.of("-XX:TieredStopAtLevel=1"), List.of())) {
            Page page = open(cluster, 1440, 900, ColorScheme.DARK);
            page.evaluate("window.neverReloaded = true");
            assertShowsNodes(page, cluster, 1);
            assertTrue(page.locator(".alone").isVisible(), "how to add nodes");
            takePictures(cluster, page, "one");

            cluster.join();
            cluster.join();
            cluster.awaitReady(1);
            cluster.awaitReady(2);
            assertShowsNodes(page, cluster, 3);
            assertEquals(0, page.locator(".alone").count(), "nobody is alone any more");
            send(cluster);
            Await.until(
                    "what was sent being counted",
                    LIMIT,
                    () -> page.locator(".figures dd").allInnerTexts(),
                    figures -> figures.stream().anyMatch(figure -> !figure.equals("0")));
            assertKeysWalkTheMap(page);
            takePictures(cluster, page, "three");
            Page dashboard = browser.open(1440, 900, ColorScheme.DARK);
            dashboard.navigate(cluster.webUrl(0) + "/");
            assertMarks(dashboard, names(page));
            assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests with all nodes up");

            assertShowsTakeover(page, cluster);
            page.screenshot(picture("takeover-laptop-dark"));
            assertMarks(dashboard, names(page));
            dashboard.screenshot(picture("dashboard-laptop-dark"));
            dashboard.context().close();
            assertEquals(List.of(), browser.takeTrouble(), "errors and foreign requests while another node is away");

            assertOutlivesItsNode(page, cluster);
            assertEquals(true, page.evaluate("window.neverReloaded"), "the page came back by itself");
        }
    }

    private Page open(Cluster cluster, int width, int height, ColorScheme scheme) {
        Page page = browser.open(width, height, scheme);
        page.navigate(cluster.webUrl(0) + "/cluster.html");
        return page;
    }

    /** Names, roles, and three maps with the owners and epochs that the database has. */
    private static void assertShowsNodes(Page page, Cluster cluster, int count) throws Exception {
        Await.until("cards of nodes", LIMIT, () -> names(page).size(), cards -> cards == count);
        Await.until(
                "all well",
                LIMIT,
                () -> page.getByTestId("verdict").innerText(),
                text -> text.equals(
                        "● " + (count == 1 ? "1 node" : count + " nodes") + "; every partition has an owner"));
        JsonNode state = cluster.state(0);
        Set<String> names = new TreeSet<>();
        for (JsonNode node : state.path("nodes")) {
            names.add(node.path("node").asText());
        }
        assertEquals(names, names(page));
        for (String name : names) {
            Locator card = card(page, name);
            assertEquals(ROLES.size(), card.locator(".role").count(), "roles of " + name);
            for (String role : ROLES) {
                assertTrue(card.locator(".roles").innerText().contains(role), role + " on the card of " + name);
            }
            assertEquals("serving", card.locator(".condition").innerText());
        }
        assertEquals(1, page.locator(".self").count(), "the page's node is marked");
        assertEquals(1, card(page, state.path("self").asText()).locator(".self").count(), "and it is the one asked");
        for (String stage : STAGES) {
            assertEquals(PARTITIONS, owners(page, stage).size(), "cells of " + stage);
            Await.until(
                    "the page's and the database's owners of " + stage + " to be the same",
                    LIMIT,
                    () -> List.of(owners(page, stage), stored(cluster, stage)),
                    both -> both.get(0).equals(both.get(1)));
        }
    }

    /** The dashboard's status line has a mark for each node, and the cluster's page is one click away. */
    private static void assertMarks(Page dashboard, Set<String> names) {
        Await.until(
                "a mark for each node",
                SHOWN,
                // at once: a mark that goes between two questions would be waited for in vain
                () -> dashboard
                        .getByTestId("node-mark")
                        .evaluateAll("all => all.map(mark => `${mark.dataset.id} ${mark.dataset.state}"
                                + " ${mark.innerText}`).sort()"),
                names.stream().map(name -> name + " serving ●").sorted().toList()::equals);
        Locator link = dashboard.getByTestId("cluster-link");
        assertTrue(link.innerText().endsWith(names.size() + " nodes"), link.innerText());
        assertTrue(link.getAttribute("href").startsWith("cluster.html"), link.getAttribute("href"));
    }

    /** A map is one stop of the tabulator; its arrows choose a partition, of which it then tells the epoch. */
    private static void assertKeysWalkTheMap(Page page) {
        Locator map = page.getByTestId("map-signal");
        assertEquals(3, page.locator("main [tabindex='0']").count(), "stops of the tabulator");
        map.focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowRight");
        assertEquals("signal-17", map.getAttribute("aria-activedescendant"));
        assertEquals("17", map.locator("[aria-selected=true]").getAttribute("data-partition"));
        String detail = page.getByTestId("detail-signal")
                .innerText()
                .replaceAll("\\s*What is an epoch\\?", "")
                .strip();
        assertTrue(detail.matches("Partition 17: node [ABC], [0-9a-f]{8}, epoch \\d+(, just moved)?"), detail);
        assertEquals(
                detail, page.locator("#signal-17").getAttribute("aria-label"), "what a screen reader says of the cell");
        assertEquals(true, page.evaluate("document.activeElement.dataset.testid === 'map-signal'"));
    }

    private void assertShowsTakeover(Page page, Cluster cluster) throws Exception {
        JsonNode before = cluster.state(0);
        String victim = nameOf(before, cluster.pid(2));
        Set<String> others = names(page);
        others.remove(victim);
        assertTrue(stored(cluster, "signal").values().stream().anyMatch(row -> row.startsWith(victim + " ")));
        long rows = takenOver(page).count();

        cluster.kill(2);
        Await.until(
                "the others to have all cells",
                SHOWN,
                () -> {
                    Set<String> seen = new TreeSet<>();
                    STAGES.forEach(stage -> owners(page, stage).values().forEach(row -> seen.add(row.split(" ")[0])));
                    return seen;
                },
                others::equals);
        Await.until(
                "the takeover of all stages in the list",
                SHOWN,
                () -> takenOver(page).count() - rows,
                added -> added >= STAGES.size());
        assertEquals(others, names(page));
        assertTrue(page.locator(".cell.moved").count() > 0, "what has moved is marked");
        assertEquals(
                1,
                page.locator("tr[data-kind=left][data-node='" + victim + "']").count(),
                "who is gone");
        Set<String> stages = new TreeSet<>();
        for (Locator row : takenOver(page).all()) {
            assertTrue(others.contains(row.getAttribute("data-node")), "by a node that is there");
            String took = row.locator("td").nth(2).innerText();
            assertTrue(TOOK.matcher(took).matches(), took);
            assertNotEquals("0 ms", took);
            STAGES.stream()
                    .filter(stage -> text(row).contains(stage + " partition"))
                    .forEach(stages::add);
        }
        assertEquals(new TreeSet<>(STAGES), stages, "stages that were taken over");
    }

    /** Its node first stands still, which breaks no connection, then is killed, then started again. */
    private void assertOutlivesItsNode(Page page, Cluster cluster) throws Exception {
        String name = nameOf(cluster.state(0), cluster.pid(0));
        cluster.signal(0, "STOP");
        Locator alert = page.getByRole(com.microsoft.playwright.options.AriaRole.ALERT);
        Await.until("an alert", LIMIT, alert::count, count -> count == 1);
        assertTrue(alert.innerText().startsWith("No answer from the node that served this page."), alert.innerText());
        page.screenshot(picture("no-answer-laptop-dark"));
        cluster.kill(0);
        assertTrue(alert.isVisible(), "still no answer");
        assertEquals(PARTITIONS, owners(page, "signal").size(), "what was known is still shown");

        cluster.startAgain(0);
        cluster.awaitReady(0);
        Await.until("the alert to go", LIMIT, alert::count, count -> count == 0);
        assertShowsNodes(page, cluster, 2);
        String again = nameOf(cluster.state(0), cluster.pid(0));
        assertNotEquals(name, again, "a new run has a new name");
        assertTrue(names(page).contains(again), "and is shown by it");
        assertEquals(List.of(), otherTrouble(cluster), "errors and foreign requests while the page's node was away");
    }

    /** All but what Chromium itself says of polls that got no answer. */
    private List<String> otherTrouble(Cluster cluster) {
        Pattern unanswered = Pattern.compile("console error: Failed to load resource: net::ERR_[A-Z_]+ \\("
                + Pattern.quote(cluster.webUrl(0) + "/api/v1/cluster") + "\\D.*");
        return browser.takeTrouble().stream()
                .filter(line -> !unanswered.matcher(line).matches())
                .toList();
    }

    private void takePictures(Cluster cluster, Page laptop, String nodes) {
        laptop.screenshot(picture(nodes + "-laptop-dark"));
        takePicture(open(cluster, 1440, 900, ColorScheme.LIGHT), nodes + "-laptop-light");
        takePicture(open(cluster, 390, 844, ColorScheme.DARK), nodes + "-phone-dark");
        takePicture(open(cluster, 390, 844, ColorScheme.LIGHT), nodes + "-phone-light");
    }

    private static void takePicture(Page page, String name) {
        page.getByTestId("map-aggregate").waitFor();
        page.screenshot(picture(name).setFullPage(true));
        Object wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertEquals(0, wide, name + " needs no scrolling sideways");
        page.context().close();
    }

    private static Page.ScreenshotOptions picture(String name) {
        return new Page.ScreenshotOptions().setPath(Browser.SCREENSHOTS.resolve("cluster-" + name + ".png"));
    }

    /** Some candles of some symbols, so that there is something to count. */
    private static void send(Cluster cluster) throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            Candles candles = new Candles("S" + i, Instant.now().getEpochSecond() - 600, 100);
            List<String> batches = new ArrayList<>(List.of(candles.next(0.1, -0.1, 0.2), candles.next(-0.2)));
            for (String batch : batches) {
                assertEquals(200, cluster.post(i % cluster.size(), batch, LIMIT).statusCode());
            }
        }
    }

    /** Partition to owner and epoch, as shown. */
    private static Map<Integer, String> owners(Page page, String stage) {
        Map<Integer, String> owners = new TreeMap<>();
        List<?> rows =
                (List<?>) page.getByTestId("map-" + stage).locator(".cell").evaluateAll(OWNERS);
        for (Object row : rows) {
            String[] words = row.toString().split(" ", 2);
            owners.put(Integer.valueOf(words[0]), words[1]);
        }
        return owners;
    }

    /** The same as {@code /api/v1/cluster} has it. */
    private static Map<Integer, String> stored(Cluster cluster, String stage) {
        try {
            Map<Integer, String> owners = new TreeMap<>();
            for (JsonNode row : cluster.state(0).path("owners").path(stage)) {
                owners.put(
                        row.path("partition").asInt(),
                        row.path("node").asText() + " " + row.path("epoch").asLong());
            }
            return owners;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String nameOf(JsonNode state, long pid) {
        for (JsonNode node : state.path("nodes")) {
            if (node.path("pid").asLong() == pid) {
                return node.path("node").asText();
            }
        }
        throw new AssertionError("no node has the pid " + pid + ": " + state.path("nodes"));
    }

    private static Set<String> names(Page page) {
        Set<String> names = new TreeSet<>();
        List<?> cards = (List<?>) page.locator("article").evaluateAll("list => list.map(card => card.dataset.node)");
        cards.forEach(name -> names.add(name.toString()));
        return names;
    }

    private static Locator card(Page page, String node) {
        return page.locator("article[data-node='" + node + "']");
    }

    private static Locator takenOver(Page page) {
        return page.locator("tr[data-kind=taken_over]");
    }

    private static String text(Locator row) {
        return row.innerText();
    }
}
