package io.hubstream.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings that change results, or which models may make them, by key: what an environment lock
 * holds of a configuration. None of them can hold a secret. Limits count, because a content beyond
 * one becomes a dead letter; times and numbers of workers do not.
 */
public final class ComparedSettings {
  private ComparedSettings() {}

  /** In the form in which a settings file would name them, defaults included. */
  public static SortedMap<String, String> of(HubstreamConfig config) {
    SortedMap<String, String> settings = new TreeMap<>();
    PipelineSettings pipeline = config.pipeline();
    inference(pipeline, settings);
    decoding(pipeline.decode(), settings);
    put(settings, PayloadSettings.MAX_BYTES, pipeline.payload().maxBytes());
    put(settings, ResultSettings.TOP_K, pipeline.result().topK());
    put(settings, ResultSettings.MAX_BYTES, pipeline.result().maxBytes());
    operations(config.models().ops(), settings);
    put(settings, RouteSettings.ROUTES, names(config.routes().stream().map(RouteSettings::name)));
    config.routes().forEach(route -> route(route, settings));
    return settings;
  }

  private static void inference(PipelineSettings pipeline, Map<String, String> settings) {
    InferenceSettings inference = pipeline.inference();
    put(settings, InferenceSettings.DEVICE, lower(inference.device()));
    put(settings, InferenceSettings.INTRA_OP_THREADS, inference.intraOpThreads());
    put(settings, InferenceSettings.INTER_OP_THREADS, inference.interOpThreads());
    // Which kernel computes a row depends on how many rows there are.
    put(settings, BatchSettings.MAX_SIZE, pipeline.batch().maxSize());
    put(
        settings,
        BatchSettings.ALLOWED_SIZES,
        names(pipeline.batch().allowedSizes().stream().map(String::valueOf)));
  }

  // The libraries are compared by what is in them: see the environment's facts.
  private static void operations(ModelOpSettings ops, Map<String, String> settings) {
    put(settings, ModelOpSettings.ALLOW, names(ops.allow().stream().distinct().sorted()));
    put(settings, ModelOpSettings.DENY, names(ops.deny().stream().distinct().sorted()));
  }

  private static void decoding(DecodeSettings decode, Map<String, String> settings) {
    put(settings, DecodeSettings.IMAGE_MAX_BYTES, decode.images().maxBytes());
    put(settings, DecodeSettings.IMAGE_MAX_PIXELS, decode.images().maxPixels());
    DecodeSettings.Documents documents = decode.documents();
    put(settings, DecodeSettings.DOCUMENT_MAX_BYTES, documents.maxBytes());
    put(settings, DecodeSettings.DOCUMENT_MAX_CHARACTERS, documents.maxCharacters());
    put(settings, DecodeSettings.DOCUMENT_MAX_CHUNKS, documents.maxChunks());
    put(settings, DecodeSettings.DOCUMENT_KEEP_CHUNKS, documents.keepChunks());
  }

  private static void route(RouteSettings route, Map<String, String> settings) {
    String name = route.name();
    put(settings, RouteSettings.key(name, RouteSettings.MEDIA_TYPES), names(route.mediaTypes()));
    put(
        settings,
        RouteSettings.key(name, RouteSettings.ATTRIBUTES),
        names(
            new TreeMap<>(route.attributes())
                .entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue())));
    put(settings, RouteSettings.key(name, RouteSettings.MODELS), names(route.models()));
    put(settings, RouteSettings.key(name, RouteSettings.REQUIRED), names(route.required()));
    put(
        settings,
        RouteSettings.key(name, RouteSettings.ON_FAILURE),
        lower(route.onFailure()).replace('_', '-'));
  }

  private static void put(Map<String, String> settings, String key, Object value) {
    settings.put(key, String.valueOf(value));
  }

  private static String names(List<String> values) {
    return names(values.stream());
  }

  private static String names(Stream<String> values) {
    return values.collect(Collectors.joining(","));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
