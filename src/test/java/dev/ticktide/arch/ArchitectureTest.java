package dev.ticktide.arch;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of the whole, as docs/flow.md tells it. */
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/ticktide");

    /** Stages talk over the bus; none knows another. */
    private static final List<String> STAGES =
            List.of("ingest", "indicator", "signal", "aggregate", "notify", "web", "balance", "simulate");

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.ticktide");
        assertTrue(all.size() > 100, "classes read: " + all.size());
    }

    @Test
    void noStageKnowsAnother() {
        for (String stage : STAGES) {
            String[] others = STAGES.stream()
                    .filter(other -> !other.equals(stage))
                    .map(other -> "dev.ticktide." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.ticktide." + stage + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("what one stage tells another is a record of market on an address of bus")
                    .check(all);
        }
    }

    @Test
    void whatTravelsKnowsNothingButJava() {
        classes()
                .that()
                .resideInAPackage("dev.ticktide.market..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "dev.ticktide.market..",
                        "dev.ticktide.numeric..",
                        "dev.ticktide.wire..",
                        "org.jspecify.."))
                .check(all);
        classes()
                .that()
                .resideInAPackage("dev.ticktide.wire..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "dev.ticktide.market..",
                        "dev.ticktide.numeric..",
                        "dev.ticktide.wire..",
                        "org.jspecify..",
                        "org.objectweb.asm.."))
                .because("it writes the classes that turn records into bytes")
                .check(all);
    }

    @Test
    void formulasAndStrategiesAreForEveryStage() {
        classes()
                .that()
                .resideInAPackage("dev.ticktide.formula..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "dev.ticktide.formula..",
                        "dev.ticktide.market..",
                        "dev.ticktide.numeric..",
                        "dev.ticktide.wire..",
                        "com.google.auto.service..",
                        "org.jspecify.."))
                .check(all);
        classes()
                .that()
                .resideInAPackage("dev.ticktide.strategy..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "dev.ticktide.strategy..",
                        "dev.ticktide.formula..",
                        "dev.ticktide.market..",
                        "dev.ticktide.numeric..",
                        "org.jspecify.."))
                .check(all);
    }

    @Test
    void theCoresOfTheStagesKnowNoVertx() {
        noClasses()
                .that(resideInAnyPackage(
                        "dev.ticktide.formula..",
                        "dev.ticktide.strategy..",
                        "dev.ticktide.indicator..",
                        "dev.ticktide.signal..",
                        "dev.ticktide.aggregate..",
                        "dev.ticktide.simulate..",
                        "dev.ticktide.notify..",
                        "dev.ticktide.store..",
                        "dev.ticktide.cluster..",
                        "dev.ticktide.market..",
                        "dev.ticktide.wire.."))
                .and()
                .areNotAssignableTo(io.vertx.core.VerticleBase.class)
                .and(DescribedPredicate.describe(
                        "are not named with a reason",
                        each -> !Exemptions.VERTX_IN_STAGES.containsKey(
                                each.getName().replaceFirst("\\$.*", "").replace("dev.ticktide.", ""))))
                .and()
                .resideOutsideOfPackage("dev.ticktide.store.postgres..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx..")
                .because("a for-loop must be able to drive them")
                .check(all);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("dev.ticktide.(*)..")
                .should()
                .beFreeOfCycles()
                .check(all);
        SlicesRuleDefinition.slices()
                .matching("dev.ticktide.(**)")
                .should()
                .beFreeOfCycles()
                .because("a package that is split into smaller ones has an order of them")
                .check(all);
    }

    @Test
    void whatTheHttpServersShareKnowsNoneOfThem() {
        noClasses()
                .that()
                .resideInAPackage("dev.ticktide.http..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.ticktide..")
                        .and(resideOutsideOfPackages("dev.ticktide.http..", "dev.ticktide.internals")))
                .check(all);
    }

    @Test
    void onlyTheAssemblyReadsTheClockOrRollsDice() {
        assertEquals(
                Map.of(),
                usersOutsideOfTheAssembly(access -> isCall(access, java.time.Instant.class, "now")
                        || isCall(access, System.class, "currentTimeMillis")
                        || isCall(access, java.time.Clock.class, "systemUTC", "systemDefaultZone", "system")
                        || isCall(access, Math.class, "random")
                        || isCall(access, java.util.Random.class, "<init>")
                        || isCall(access, java.time.LocalDate.class, "now")
                        || isCall(access, java.time.LocalDateTime.class, "now")),
                "a replay must give the same bits at any time");
    }

    @Test
    void onlyWhatWaitsOrMeasuresReadsTheStopwatch() {
        assertEquals(
                Exemptions.STOPWATCH.keySet(),
                usersOutsideOfTheAssembly(access -> isCall(access, System.class, "nanoTime"))
                        .keySet());
    }

    @Test
    void nothingBlocksAnEventLoop() {
        assertEquals(
                Exemptions.BLOCKING.keySet(),
                usersOutsideOfTheAssembly(access -> isCall(access, Thread.class, "sleep", "join")
                                || isCall(access, java.util.concurrent.Future.class, "get", "join")
                                || isCall(access, java.util.concurrent.CountDownLatch.class, "await")
                                || isCall(access, java.util.concurrent.Semaphore.class, "acquire")
                                || isCall(access, java.util.concurrent.ExecutorService.class, "invokeAll")
                                || isCall(access, java.util.concurrent.ExecutorService.class, "awaitTermination")
                                || isCall(access, java.util.concurrent.BlockingQueue.class, "take", "put")
                                || isCall(access, Object.class, "wait")
                                || isCall(access, io.vertx.core.Future.class, "await"))
                        .keySet());
    }

    @Test
    void whatVertxDoesNotPublishIsUsedInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.ticktide.internals")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..impl..", "io.vertx..internal..")
                .because("a new version of Vert.x is to be compared with one package")
                .check(all);
    }

    @Test
    void noTwoTypesHaveOneSimpleName() throws IOException {
        Map<String, Set<String>> byName = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .forEach(file -> byName.computeIfAbsent(file.getFileName().toString(), any -> new TreeSet<>())
                            .add(file.toString()));
        }
        byName.values().removeIf(places -> places.size() == 1);
        assertEquals(Map.of(), byName);
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> !folder.equals(SOURCES))
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertTrue(silent.isEmpty(), "without package-info: " + silent);
        }
    }

    @Test
    void everyStageStatesItsFourFacts() throws IOException {
        for (String stage : STAGES) {
            String text = Files.readString(SOURCES.resolve(stage).resolve("package-info.java"));
            for (String fact : List.of("In:", "Out:", "Keeps", "Order:")) {
                assertTrue(text.contains(fact), stage + " does not say " + fact);
            }
        }
    }

    private static boolean isCall(JavaAccess<?> access, Class<?> owner, String... names) {
        return access.getTargetOwner().isAssignableTo(owner) && List.of(names).contains(access.getName());
    }

    /** By the outermost classes in which the accesses are, references to methods among them. */
    private static Map<String, Set<String>> usersOutsideOfTheAssembly(Predicate<JavaAccess<?>> wanted) {
        Map<String, Set<String>> users = new TreeMap<>();
        for (JavaClass each : all) {
            if (each.getPackageName().startsWith("dev.ticktide.app")) {
                continue;
            }
            for (JavaAccess<?> access : each.getAccessesFromSelf()) {
                if (wanted.test(access)) {
                    String outermost = each.getName().replaceFirst("\\$.*", "").replace("dev.ticktide.", "");
                    users.computeIfAbsent(outermost, any -> new TreeSet<>()).add(access.getDescription());
                }
            }
        }
        return users;
    }
}
