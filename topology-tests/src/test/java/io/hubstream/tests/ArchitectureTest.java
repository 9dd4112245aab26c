package io.hubstream.tests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.ContentEvents;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.RegistryUpdates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the package table of the design: who may import whom, and which library stays where. */
class ArchitectureTest {
  private static final String ROOT = "io.hubstream.";

  /**
   * What each package may import of ours. Whoever handles a type that another package's signature
   * names depends on that package too, so {@code content} stands almost everywhere.
   */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          entry("content", Set.of()),
          entry("config", Set.of("signing")),
          entry("signing", Set.of()),
          entry("approval", Set.of("azure", "content", "serving", "signing")),
          entry("broker", Set.of("config")),
          entry("http", Set.of("metrics", "serving", "topology")),
          entry("azure", Set.of("schemas")),
          entry("decoding", Set.of("content")),
          entry(
              "publishing",
              Set.of(
                  "artifacts",
                  "content",
                  "decoding",
                  "service",
                  "serving",
                  "serving.tensorflow",
                  "starter")),
          entry("serving", Set.of("content", "serving.memory")),
          entry("serving.memory", Set.of()),
          entry("serving.tensorflow", Set.of("serving", "decoding", "content")),
          entry("routing", Set.of("content", "serving")),
          entry("batching", Set.of("content", "serving")),
          entry("records", Set.of("content", "serving", "schemas")),
          entry("artifacts", Set.of("content", "serving", "azure")),
          entry("importing", Set.of("artifacts", "content", "serving")),
          entry(
              "watching",
              Set.of("artifacts", "content", "importing", "records", "registry", "serving")),
          entry("payload", Set.of("content", "azure")),
          entry("registry", Set.of("content", "serving", "records")),
          entry("archive", Set.of("azure", "content", "records")),
          entry("audit", Set.of("content", "serving", "records")),
          entry(
              "topology",
              Set.of(
                  "content",
                  "routing",
                  "serving",
                  "batching",
                  "decoding",
                  "payload",
                  "audit",
                  "records",
                  "topology.hook")),
          entry(
              "bench",
              Set.of(
                  "bench.arm",
                  "bench.process",
                  "bench.workload",
                  "broker",
                  "config",
                  "content",
                  "publishing",
                  "records",
                  "registry",
                  "service",
                  "serving",
                  "starter",
                  "verify")),
          entry(
              "bench.arm",
              Set.of(
                  "artifacts",
                  "batching",
                  "bench.process",
                  "bench.workload",
                  "config",
                  "content",
                  "decoding",
                  "metrics",
                  "service",
                  "serving",
                  "topology")),
          entry(
              "bench.latency",
              Set.of(
                  "bench",
                  "bench.arm",
                  "bench.process",
                  "bench.workload",
                  "config",
                  "content",
                  "publishing",
                  "records",
                  "registry",
                  "service",
                  "serving",
                  "verify")),
          entry("bench.process", Set.of("broker")),
          entry(
              "bench.scale",
              Set.of(
                  "bench",
                  "bench.arm",
                  "bench.process",
                  "bench.workload",
                  "broker",
                  "config",
                  "content",
                  "publishing",
                  "records",
                  "serving",
                  "verify")),
          entry(
              "bench.start",
              Set.of(
                  "bench",
                  "bench.arm",
                  "bench.process",
                  "bench.workload",
                  "config",
                  "publishing",
                  "service",
                  "serving",
                  "verify")),
          entry("bench.workload", Set.of("content", "publishing", "records", "serving")),
          entry("topology.hook", Set.of()),
          entry(
              "bridge",
              Set.of("artifacts", "content", "records", "registry", "serving", "watching")),
          entry("eventhubs", Set.of("azure", "bridge", "content")),
          entry(
              "metrics",
              Set.of(
                  "archive",
                  "bridge",
                  "content",
                  "serving",
                  "batching",
                  "topology",
                  "registry",
                  "audit")),
          entry("doctor", Set.of("config", "preflight", "service", "serving.tensorflow")),
          entry("preflight", Set.of("config")),
          entry("environment", Set.of("config", "service", "serving.tensorflow")),
          entry("verify", Set.of("audit", "content", "serving", "records")),
          entry(
              "starter",
              Set.of(
                  "content",
                  "serving.tensorflow",
                  "starter.graphs",
                  "starter.languages",
                  "starter.learning",
                  "starter.scenes")),
          entry("starter.graphs", Set.of("starter.learning")),
          entry("starter.languages", Set.of()),
          entry("starter.learning", Set.of()),
          entry("starter.scenes", Set.of()),
          entry(
              "service",
              Set.of(
                  "approval",
                  "artifacts",
                  "audit",
                  "azure",
                  "batching",
                  "bridge",
                  "config",
                  "content",
                  "decoding",
                  "eventhubs",
                  "metrics",
                  "payload",
                  "preflight",
                  "records",
                  "registry",
                  "routing",
                  "serving",
                  "serving.memory",
                  "serving.tensorflow",
                  "signing",
                  "topology")),
          entry(
              "demo",
              Set.of(
                  "broker",
                  "config",
                  "content",
                  "publishing",
                  "records",
                  "registry",
                  "service",
                  "serving",
                  "verify")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("test-classes"))
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.hubstream");

  static Stream<String> packages() {
    return MAY_IMPORT.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void shouldImportOnlyWhatTheTableAllows(String name) {
    String[] others =
        Stream.concat(Stream.of(name), MAY_IMPORT.get(name).stream())
            .map(other -> ROOT + other)
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage(ROOT + ".")).or(resideInAnyPackage(others)))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void shouldHaveARowForEveryPackage() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      found.add(type.getPackageName().substring(ROOT.length()));
    }
    found.removeAll(MAY_IMPORT.keySet());
    assertThat(found).containsExactlyInAnyOrder("cli", "schemas");
  }

  @Test
  void shouldHaveNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void shouldKeepLibrariesWhereTheyBelong() {
    onlyIn("org.tensorflow..", "serving.tensorflow", "starter.graphs");
    onlyIn("org.apache.kafka.streams..internals..", "topology.hook");
    noClasses()
        .that(not(resideInAPackage(ROOT + "azure")))
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "eventhubs.BlobCheckpoints")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.azure.storage..")
        .check(CLASSES);
    onlyIn("com.azure.identity..", "azure");
    onlyIn("com.azure.messaging..", "eventhubs");
    onlyIn("com.azure..", "azure", "eventhubs");
    onlyIn("com.microsoft..", "azure");
    onlyIn("reactor..", "azure", "eventhubs");
    onlyIn("picocli..", "cli");
    onlyIn("org.apache.tika..", "decoding");
    onlyIn("io.micrometer..", "metrics", "cli", "bench.arm");
    onlyIn("org.apache.avro..", "schemas", "records");
    onlyIn("kafka.server..", "broker");
    onlyIn("org.HdrHistogram..", "bench.latency");
    onlyIn("org.apache.commons.compress..", "importing");
    onlyIn("org.apache.hc..", "payload");
    onlyIn("io.github.resilience4j..", "payload");
  }

  /** Those that know no settings are for tests, and for a file that no topic is. */
  @Test
  void shouldReadAndWriteTopicsInTheWireFormatOfTheSettings() {
    Map<Class<?>, List<String>> singleObject =
        Map.of(
            ContentEvents.class, List.of("read", "write"),
            EnrichedRecords.class, List.of("read"),
            AuditRecords.class, List.of("read"),
            RegistryUpdates.class, List.of("read", "write"));
    singleObject.forEach(
        (type, methods) ->
            methods.forEach(
                method ->
                    noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + "records")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + "bench.workload.ItemsFile")
                        .should()
                        .callMethodWhere(target(owner(type(type))).and(target(name(method))))
                        .because("TopicCodecs knows the wire format of each topic")
                        .check(CLASSES)));
  }

  private static void onlyIn(String library, String... packages) {
    String[] allowed = Stream.of(packages).map(name -> ROOT + name).toArray(String[]::new);
    noClasses()
        .that(not(resideInAnyPackage(allowed)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void shouldEndTheProcessOnlyFromTheCommandLineAndFromChildProcesses() {
    noClasses()
        .that(not(resideInAPackage(ROOT + "cli")))
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "bench.process.Lifeline")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + "decoding.ParserProcess")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "bench.process.Lifeline")
        .should()
        .callMethod(Runtime.class, "halt", int.class)
        .check(CLASSES);
  }

  @Test
  void shouldTestWithFakesAndNotWithMocks() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mockito..", "org.easymock..", "mockit..", "org.powermock..")
        .check(new ClassFileImporter().importPackages("io.hubstream"));
  }

  @Test
  void shouldDescribeEveryPackage() throws IOException {
    for (Path sources :
        List.of(Path.of("../stream-app/src/main/java"), Path.of("../schemas/src/main/java"))) {
      try (Stream<Path> folders = Files.walk(sources)) {
        assertThat(folders.filter(ArchitectureTest::holdsClasses))
            .isNotEmpty()
            .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
      }
    }
  }

  private static boolean holdsClasses(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
