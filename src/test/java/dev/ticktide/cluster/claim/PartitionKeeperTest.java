package dev.ticktide.cluster.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ticktide.cluster.Member;
import dev.ticktide.cluster.Membership;
import dev.ticktide.cluster.Ownership;
import dev.ticktide.cluster.Role;
import dev.ticktide.cluster.Stage;
import dev.ticktide.store.Store;
import dev.ticktide.store.sqlite.SqliteStore;
import dev.ticktide.testing.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keepers of several nodes in this process over one real store, with a clock and members that the test moves. */
class PartitionKeeperTest {

    private static final int PARTITIONS = 16;
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    private final AtomicLong clock = new AtomicLong(1);
    private final List<Node> nodes = new ArrayList<>();
    private Store store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(folder.resolve("t.db"), PARTITIONS);
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.context.shutdownNow());
        store.close();
    }

    /** A node as a keeper sees it. */
    private final class Node implements PartitionLifecycle, OwnershipListener {
        private final Members members;
        private final ExecutorService context = Executors.newSingleThreadExecutor();
        private final Heartbeats heartbeats;
        private final PartitionKeeper keeper;
        private final Map<Integer, Long> served = new TreeMap<>();
        private final List<Takeover> kinds = new ArrayList<>();
        private int fenced;
        private volatile Set<Integer> outOfReach = Set.of();
        private boolean fails;

        Node(String name, String... there) {
            members = new Members(name, there);
            heartbeats = new Heartbeats(name, store, clock::get, false);
            keeper = new PartitionKeeper(
                    new Ownership(Stage.INDICATOR, members), store, this, this, heartbeats, context);
            nodes.add(this);
        }

        void look() {
            on(keeper::look);
            // What a look begins it does not wait for.
            on(() -> CompletableFuture.completedFuture(null));
            Await.until(() -> on(() -> CompletableFuture.completedFuture(keeper.isSettled())));
        }

        void beat() {
            await(heartbeats.beat(clock.get() / MILLI + 1));
        }

        Set<Integer> served() {
            return on(() -> CompletableFuture.completedFuture(new TreeSet<>(served.keySet())));
        }

        private <T> T on(java.util.function.Supplier<CompletionStage<T>> task) {
            return await(CompletableFuture.supplyAsync(task, context).thenCompose(stage -> stage));
        }

        @Override
        public CompletionStage<?> acquire(Map<Integer, Long> epochs) {
            if (fails) {
                return CompletableFuture.failedFuture(new IllegalStateException("scripted"));
            }
            served.putAll(epochs);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> release(Set<Integer> partitions) {
            served.keySet().removeAll(partitions);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void drop(int partition) {
            served.remove(partition);
        }

        @Override
        public void moved(Stage stage, Map<Integer, Long> held) {}

        @Override
        public void tookOver(Stage stage, int partitions, long nanos, Takeover kind) {
            kinds.add(kind);
        }

        @Override
        public void fenced(Stage stage, int partition) {
            fenced++;
        }

        @Override
        public void outOfReach(Stage stage, Set<Integer> partitions) {
            outOfReach = partitions;
        }
    }

    /** Members by name, all of which take part in everything unless said. */
    private static final class Members implements Membership {
        private final String self;
        private volatile List<String> names;
        private volatile List<String> takingPart;

        Members(String self, String... names) {
            this.self = self;
            this.names = List.of(names);
            this.takingPart = this.names;
        }

        void are(String... now) {
            names = List.of(now);
            takingPart = names;
        }

        void takePart(String... now) {
            takingPart = List.of(now);
        }

        @Override
        public String self() {
            return self;
        }

        @Override
        public List<Member> members() {
            return names.stream()
                    .map(name -> new Member(name, Set.of(Role.INDICATOR), "", Member.NO_PORT, Member.NO_PORT, 0, ""))
                    .toList();
        }

        @Override
        public List<String> nodes(Stage stage) {
            return takingPart;
        }

        @Override
        public void onChange(Runnable listener) {}
    }

    /** A node that has looked once at who owns what. */
    private Node looking(String name, String... there) {
        Node node = new Node(name, there);
        node.look();
        return node;
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private void pass(long millis) {
        clock.addAndGet(millis * MILLI);
    }

    private static Set<Integer> all() {
        Set<Integer> all = new TreeSet<>();
        for (int i = 0; i < Stage.INDICATOR.logs(PARTITIONS); i++) {
            all.add(i);
        }
        return all;
    }

    private static Set<Integer> together(Node... some) {
        Set<Integer> together = new TreeSet<>();
        Arrays.stream(some).forEach(node -> together.addAll(node.served()));
        return together;
    }

    @Test
    void whatWasNeverClaimedIsClaimedAtOnce() {
        Node a = looking("a", "a");
        assertEquals(all(), a.served());
        assertEquals(List.of(Takeover.CLAIMED), a.kinds);
    }

    @Test
    void aJoiningNodeGetsItsShareHandedOverAndNothingElseMoves() {
        Node a = looking("a", "a");
        Node b = new Node("b", "a", "b");
        a.members.are("a", "b");
        b.look();
        assertEquals(Set.of(), b.served(), "it has to be given back first");
        Set<Integer> before = a.served();
        a.look();
        b.look();
        assertEquals(all(), together(a, b));
        assertTrue(!a.served().isEmpty() && !b.served().isEmpty());
        assertTrue(before.containsAll(a.served()), "what stays stays");
        assertEquals(List.of(Takeover.HANDED_OVER), b.kinds);
        b.served().forEach(partition -> assertFalse(a.served().contains(partition), "two owners"));
    }

    @Test
    void anOwnerThatIsThereButKeepsItIsOverruledAfterAWhile() {
        looking("a", "a");
        Node b = looking("b", "a", "b");
        pass(1_900);
        b.look();
        assertEquals(Set.of(), b.served());
        pass(200);
        b.look();
        assertFalse(b.served().isEmpty());
        assertEquals(List.of(Takeover.TAKEN_OVER), b.kinds);
    }

    @Test
    void aNodeThatIsGoneAndSilentIsReplacedAndOneThatStillWritesIsNot() {
        Node a = looking("a", "a", "b");
        Node b = looking("b", "a", "b");
        assertEquals(all(), together(a, b));
        Set<Integer> ofA = a.served();
        // The network is cut: each sees itself alone, both go on writing to the database.
        a.members.are("a");
        b.members.are("b");
        for (int i = 0; i < 10; i++) {
            pass(200);
            a.beat();
            b.beat();
            a.look();
            b.look();
        }
        assertEquals(ofA, a.served(), "nobody takes from who still writes");
        assertEquals(Set.of(), a.outOfReach, "a node that has just died would look the same");
        for (int i = 0; i < 2; i++) {
            pass(200);
            a.beat();
            b.beat();
            a.look();
        }
        assertEquals(b.served(), a.outOfReach);
        // Now b dies.
        for (int i = 0; i < 5; i++) {
            pass(200);
            a.beat();
            a.look();
        }
        assertEquals(all(), a.served());
        a.look();
        assertEquals(Set.of(), a.outOfReach);
    }

    @Test
    void halvesThatComeTogetherGiveEachOtherTime() {
        Node a = looking("a", "a", "b");
        Node b = looking("b", "a", "b");
        Set<Integer> ofA = a.served();
        a.members.are("a");
        for (int i = 0; i < 20; i++) {
            pass(200);
            a.beat();
            b.beat();
            a.look();
        }
        assertEquals(b.served(), a.outOfReach);
        // b is a member again, but what it says of itself is not heard yet: a goes on taking everything for its own.
        a.members.are("a", "b");
        a.members.takePart("a");
        for (int i = 0; i < 9; i++) {
            a.look();
            pass(200);
        }
        assertEquals(ofA, a.served());
        assertEquals(Set.of(), a.outOfReach);
        a.members.takePart("a", "b");
        pass(5_000);
        a.look();
        assertEquals(ofA, a.served(), "nothing has moved");
    }

    @Test
    void aDatabaseThatTakesNoSignOfLifeFromAnyoneMakesNobodySilent() {
        Node a = looking("a", "a", "b");
        Node b = looking("b", "a", "b");
        a.beat();
        b.beat();
        Set<Integer> ofA = a.served();
        a.members.are("a");
        // Reads are answered, writes hang: a's own sign is as old as b's.
        for (int i = 0; i < 10; i++) {
            pass(200);
            await(store.beats().thenAccept(a.heartbeats::read));
            a.look();
        }
        assertEquals(ofA, a.served());
        // Writes come through again, a's a little before b's.
        pass(200);
        a.beat();
        a.look();
        assertEquals(ofA, a.served());
        b.beat();
        pass(200);
        a.beat();
        a.look();
        assertEquals(ofA, a.served());
    }

    @Test
    void whoStoodStillDoesNotJudgeOthersByWhatItSawBefore() {
        Node a = looking("a", "a", "b");
        Node b = looking("b", "a", "b");
        a.beat();
        b.beat();
        Set<Integer> ofA = a.served();
        // a stands still for a while and wakes up without its neighbour.
        pass(12_000);
        a.members.are("a");
        a.look();
        assertEquals(ofA, a.served());
    }

    @Test
    void whatAnotherNodeHasClaimedIsDroppedEvenIfNothingIsWritten() {
        Node a = looking("a", "a");
        long epoch = a.served.get(3);
        await(store.claim("indicator", 3, epoch, "thief"));
        pass(2_100);
        a.look();
        assertFalse(a.served().contains(3));
    }

    @Test
    void aRefusedWriteIsCountedAndDropsThePartitionOnce() {
        Node a = looking("a", "a");
        Store.Fence fence = new Store.Fence("indicator", 3, a.served.get(3));
        await(store.claim("indicator", 3, fence.epoch(), "thief"));
        a.on(() -> {
            a.keeper.fenced(fence);
            a.keeper.fenced(fence);
            return CompletableFuture.completedFuture(null);
        });
        assertFalse(a.served().contains(3));
        assertEquals(2, a.fenced, "each refused write counts");
    }

    @Test
    void whatCouldNotBeBroughtUpIsClaimedAgain() {
        Node a = new Node("a", "a");
        a.fails = true;
        a.look();
        assertEquals(Set.of(), a.served());
        a.fails = false;
        pass(100);
        a.look();
        assertEquals(all(), a.served());
    }

    @Test
    void whoLeavesGivesEverythingBackAndClaimsNothingMore() {
        Node a = looking("a", "a");
        a.on(() -> a.keeper.leave().thenApply(left -> left));
        assertEquals(Set.of(), a.served());
        await(store.owners("indicator")).values().forEach(owner -> assertEquals(Store.Owner.NOBODY, owner.node()));
        a.look();
        assertEquals(Set.of(), a.served());
    }
}
