package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.hubstream.config.ConfigLoader;
import io.hubstream.testing.NodePackages;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stacks and manifests against the schemas of their makers, and against what they start. */
class StacksTest {
  private static final Set<String> KEDA = Set.of("ScaledObject", "TriggerAuthentication");
  private static final Map<String, Strict> STRICT =
      Map.of(
          "StatefulSet", V1StatefulSet::validateJsonElement,
          "Deployment", V1Deployment::validateJsonElement,
          "CronJob", V1CronJob::validateJsonElement,
          "Service", V1Service::validateJsonElement,
          "ServiceAccount", V1ServiceAccount::validateJsonElement,
          "ConfigMap", V1ConfigMap::validateJsonElement,
          "Secret", V1Secret::validateJsonElement,
          "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
          "NetworkPolicy", V1NetworkPolicy::validateJsonElement);

  /** Throws for a field that the API does not have. */
  private interface Strict {
    void check(JsonElement document) throws IOException;
  }

  @TempDir Path dir;

  @Test
  void shouldHoldComposeFileAndDockerfileAgainstTheirSchemas() throws Exception {
    NodePackages packages = NodePackages.install("stacks", "Tests of stacks and manifests");

    assertThat(check(packages, "compose", Stacks.COMPOSE.resolve("compose.yaml"))).isEmpty();
    assertThat(check(packages, "dockerfile", Stacks.COMPOSE.resolve("Dockerfile"))).isEmpty();

    // The check can fail.
    Path wrong = dir.resolve("wrong.yaml");
    Files.writeString(wrong, "services: {a: {image: b, profilez: [c]}}");
    assertThat(check(packages, "compose", wrong)).contains("profilez");
  }

  @Test
  void shouldHoldEveryOverlayAgainstTheSchemasOfKubernetesAndKeda() throws Exception {
    NodePackages packages = NodePackages.install("stacks", "Tests of stacks and manifests");
    for (Path overlay : Stacks.overlays()) {
      Path rendered = dir.resolve(overlay.getFileName() + ".yaml");
      Files.writeString(rendered, rendered(overlay));

      assertThat(check(packages, "kubernetes", rendered)).isEmpty();
    }
  }

  @Test
  void shouldHaveNoFieldThatTheApiDoesNotHave() throws Exception {
    for (Path overlay : Stacks.overlays()) {
      List<String> kinds = new ArrayList<>();
      for (Map<String, Object> document : Stacks.yaml(rendered(overlay))) {
        String kind = String.valueOf(document.get("kind"));
        kinds.add(kind);
        if (!KEDA.contains(kind)) {
          STRICT.get(kind).check(new Gson().toJsonTree(document));
        }
      }
      assertThat(kinds)
          .contains(
              "StatefulSet",
              "Service",
              "ServiceAccount",
              "ConfigMap",
              "PodDisruptionBudget",
              "NetworkPolicy",
              "ScaledObject");
    }
    JsonObject wrong = new JsonObject();
    wrong.addProperty("podSelektor", "x");
    assertThatThrownBy(() -> STRICT.get("NetworkPolicy").check(wrong))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGiveEachPodTheEnvironmentThatItsSettingsAskFor() throws Exception {
    for (Path overlay : Stacks.overlays()) {
      List<Map<String, Object>> documents = Stacks.yaml(rendered(overlay));
      Map<String, Object> set = ofKind(documents, "StatefulSet");
      Map<String, Object> settings = Stacks.at(ofKind(documents, "ConfigMap"), "data");
      List<?> containers = (List<?>) Stacks.at(set, "spec", "template", "spec").get("containers");
      Map<String, Object> container = Stacks.map(containers.get(0));
      Set<String> given = new TreeSet<>();
      for (Object variable : (List<?>) container.get("env")) {
        given.add(String.valueOf(Stacks.map(variable).get("name")));
      }

      assertThat(given)
          .as("%s", overlay)
          .containsAll(Stacks.asked(String.valueOf(settings.get("service.properties"))));
      assertThat(container.get("args").toString()).contains("/etc/hubstream/service.properties");
    }
  }

  @Test
  void shouldGiveEachServiceTheEnvironmentThatItsSettingsAskForAndAnExampleOfEach()
      throws Exception {
    Map<String, Object> services = Stacks.at(Stacks.composeFile(), "services");
    Map<String, String> settings =
        Map.of("hubstream", "kafka", "hubstream-gpu", "kafka", "bridge", "bridge");
    for (Map.Entry<String, String> each : settings.entrySet()) {
      Set<String> given = Stacks.at(services, each.getKey(), "environment").keySet();
      Path file = Stacks.COMPOSE.resolve("hubstream/" + each.getValue() + ".properties");
      assertThat(given).as(each.getKey()).containsAll(Stacks.asked(Files.readString(file)));
    }
    String compose = Files.readString(Stacks.COMPOSE.resolve("compose.yaml"));
    Set<String> interpolated = new TreeSet<>();
    Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)")
        .matcher(compose)
        .results()
        .forEach(found -> interpolated.add(found.group(1)));
    String example = Files.readString(Stacks.COMPOSE.resolve(".env.example"));
    assertThat(interpolated)
        .isNotEmpty()
        .allSatisfy(name -> assertThat(example).containsPattern("(?m)^" + name + "="));
  }

  /** Every settings file is one that the service starts with. */
  @Test
  void shouldHaveSettingsThatTheServiceAccepts() throws Exception {
    for (Path file :
        List.of(
            Stacks.COMPOSE.resolve("hubstream/kafka.properties"),
            Stacks.COMPOSE.resolve("hubstream/bridge.properties"),
            Stacks.KUBERNETES.resolve("overlays/azure/service.properties"),
            Stacks.KUBERNETES.resolve("base/service.properties"),
            Stacks.KUBERNETES.resolve("overlays/eventhubs/service.properties"))) {
      Map<String, String> settings = new TreeMap<>();
      Stacks.properties(file)
          .forEach(
              (key, value) ->
                  settings.put(
                      key.toString(),
                      value
                          .toString()
                          .replaceAll("\\$\\{env:[A-Z_]+SERVERS}", "broker:9092")
                          .replaceAll("\\$\\{env:[A-Z_]+}", "pod-0")));

      assertThat(ConfigLoader.of(settings).kafka().applicationId()).isEqualTo("hubstream");
    }
  }

  @Test
  void shouldMountAndBuildOnlyWhatIsThere() throws Exception {
    Map<String, Object> services = Stacks.at(Stacks.composeFile(), "services");
    String dockerfile = Files.readString(Stacks.COMPOSE.resolve("Dockerfile"));
    for (Map.Entry<String, Object> service : services.entrySet()) {
      Map<String, Object> definition = Stacks.map(service.getValue());
      Object volumes = definition.getOrDefault("volumes", List.of());
      for (Object volume : (List<?>) volumes) {
        String source = String.valueOf(volume).replaceFirst(":/.*", "");
        if (source.startsWith("./")) {
          assertThat(Stacks.COMPOSE.resolve(source)).as(service.getKey()).exists();
        }
      }
      Map<String, Object> build = Stacks.map(definition.get("build"));
      if (!build.isEmpty()) {
        assertThat(dockerfile).containsPattern("(?m)^FROM \\S+ AS " + build.get("target") + "$");
        assertThat(Stacks.COMPOSE.resolve(String.valueOf(build.get("context"))).resolve("pom.xml"))
            .exists();
      }
    }
  }

  private static Map<String, Object> ofKind(List<Map<String, Object>> documents, String kind) {
    return documents.stream()
        .filter(document -> kind.equals(document.get("kind")))
        .findFirst()
        .orElseThrow();
  }

  private String check(NodePackages packages, String what, Path file) throws Exception {
    Path script = packages.home().resolve("check.mjs");
    try (InputStream in = StacksTest.class.getResourceAsStream("/stacks/check.mjs")) {
      Files.write(script, in.readAllBytes());
    }
    return output(List.of(packages.node().toString(), script.toString(), what, file.toString()));
  }

  private static String rendered(Path overlay) throws Exception {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    if (!there) {
      System.err.println("Tests of Kubernetes manifests are skipped: there is no kubectl");
    }
    Assumptions.assumeTrue(there, "skipped: there is no kubectl");
    Process kustomize =
        new ProcessBuilder("kubectl", "kustomize", overlay.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(kustomize.waitFor()).as("%s", output).isZero();
    return output;
  }

  private static String output(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output.strip();
  }
}
