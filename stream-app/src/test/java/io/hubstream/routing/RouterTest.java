package io.hubstream.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Payload;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServingSet;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RouterTest {
  private static final Preprocessing PICTURE = new ImagePreprocessing(8, 8, 3, 0, 1);
  private final ServingSet set =
      new ServingSet(
          Map.of(
              "faces", new Model("faces", PICTURE),
              "scenes", new Model("scenes", PICTURE),
              "language", new Model("language", TextPreprocessing.DEFAULT)),
          7,
          () -> {});

  @Test
  void shouldUseEveryModelThatTakesTheContentWhenNoRouteIsConfigured() throws Exception {
    // When
    RoutePlan plan = new Router(List.of()).plan(item("image/png", Map.of()), set);

    // Then
    assertThat(plan.route().name()).isEqualTo("default");
    assertThat(models(plan)).containsExactly("faces", "scenes");
  }

  @Test
  void shouldLetTheFirstMatchingRouteDecide() throws Exception {
    // Given
    Router router =
        new Router(
            List.of(
                route("vip", List.of("image/*"), Map.of("tier", "gold"), List.of("faces")),
                route("other", List.of("image/p*", "text/plain"), Map.of(), List.of("scenes"))));

    // When
    RoutePlan gold = router.plan(item("image/png", Map.of("tier", "gold", "x", "y")), set);
    RoutePlan plain = router.plan(item("image/png", Map.of("tier", "tin")), set);

    // Then
    assertThat(models(gold)).containsExactly("faces");
    assertThat(models(plain)).containsExactly("scenes");
  }

  @Test
  void shouldRefuseWhenNoRouteMatches() {
    // Given
    Router router = new Router(List.of(route("a", List.of("image/gif"), Map.of(), List.of())));

    // When / Then
    assertThatThrownBy(() -> router.plan(item("image/png", Map.of()), set))
        .isInstanceOfSatisfying(
            BadRecordException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.NO_MODEL))
        .hasMessageContaining("image/png");
  }

  @Test
  void shouldNameTheModelWhenARouteNeedsOneThatDoesNotServe() {
    // Given
    Router router = new Router(List.of(route("a", List.of(), Map.of(), List.of("absent"))));

    // When / Then
    assertThatThrownBy(() -> router.plan(item("image/png", Map.of()), set))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("'absent'");
  }

  @Test
  void shouldRefuseWhenTheMediaTypeHasNoDecoder() {
    assertThatThrownBy(() -> new Router(List.of()).plan(item("video/mp4", Map.of()), set))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.UNSUPPORTED_MEDIA_TYPE));
  }

  @Test
  void shouldRequireEveryModelWhenAStarSaysSo() {
    // Given
    Route all =
        new Route("all", List.of(), Map.of(), List.of(), Set.of("*"), FailurePolicy.PARTIAL);
    Route one =
        new Route("one", List.of(), Map.of(), List.of(), Set.of("faces"), FailurePolicy.PARTIAL);

    // Then
    assertThat(all.requires("scenes")).isTrue();
    assertThat(one.requires("faces")).isTrue();
    assertThat(one.requires("scenes")).isFalse();
  }

  private static Route route(
      String name, List<String> types, Map<String, String> attributes, List<String> models) {
    return new Route(name, types, attributes, models, Set.of(), FailurePolicy.PARTIAL);
  }

  private static ContentItem item(String mediaType, Map<String, String> attributes) {
    return new ContentItem(
        "id",
        Optional.empty(),
        mediaType,
        new Payload.Inline(ByteBuffer.allocate(1)),
        Optional.empty(),
        attributes,
        Instant.EPOCH);
  }

  private static List<String> models(RoutePlan plan) {
    return plan.servables().stream().map(s -> s.spec().version().model()).toList();
  }

  private record Model(String name, Preprocessing preprocessing) implements Servable {
    @Override
    public ModelSpec spec() {
      return new ModelSpec(
          new ModelVersion(name, "1", "sha256:0"),
          preprocessing,
          Optional.of(new EmbeddingSpec(1, "space")),
          Optional.empty());
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
