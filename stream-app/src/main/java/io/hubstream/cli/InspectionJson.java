package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.serving.tensorflow.Inspection;
import io.hubstream.serving.tensorflow.Inspection.Found;
import io.hubstream.serving.tensorflow.Inspection.Port;
import io.hubstream.serving.tensorflow.Inspection.Signature;
import io.hubstream.serving.tensorflow.OpFinding;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What an inspection found, as JSON. */
final class InspectionJson {
  private InspectionJson() {}

  static ObjectNode of(InspectedFolder inspected) {
    ObjectNode json = BaseCommand.object();
    json.put("folder", inspected.folder().toString()).put("loadable", inspected.loadable());
    json.put("routable", inspected.routable());
    json.put("digest", inspected.digest().digest().orElse(null));
    json.put("packaged", inspected.digest().packaged());
    json.put("opPolicy", inspected.policy());
    inspected.inspection().ifPresent(found -> put(json, found));
    inspected.refusals().forEach(json.putArray("refusals")::add);
    return json;
  }

  private static void put(ObjectNode json, Inspection inspection) {
    json.put("sizeBytes", inspection.contents().sizeBytes());
    json.put("operations", inspection.contents().operations());
    inspection.contents().tags().forEach(json.putArray("tags")::add);
    ArrayNode signatures = json.putArray("signatures");
    for (Signature signature : inspection.contents().signatures()) {
      ObjectNode node = signatures.addObject();
      node.put("name", signature.name()).put("method", signature.method());
      ports(node.putArray("inputs"), signature.inputs());
      ports(node.putArray("outputs"), signature.outputs());
    }
    inferred(json, "task", Optional.of(inspection.task()), text -> text);
    inferred(json, "input", inspection.inference().input(), InspectionText::text);
    inferred(json, "embedding", inspection.inference().embedding(), InspectionText::text);
    inferred(json, "classification", inspection.inference().classification(), InspectionText::text);
    inspection
        .inference()
        .labels()
        .ifPresent(
            labels -> {
              ObjectNode node = json.putObject("labels").put("because", labels.reason());
              labels.value().forEach(node.putArray("value")::add);
            });
    ArrayNode ops = json.putArray("notAllowed");
    for (OpFinding found : inspection.ops()) {
      ObjectNode node = ops.addObject().put("op", found.op()).put("node", found.node());
      found.function().ifPresent(function -> node.put("function", function));
      node.put("known", found.known()).put("reason", found.reason());
    }
    inspection.verdict().repairs().forEach(json.putArray("repairs")::add);
    inspection.verdict().notRoutable().forEach(json.putArray("notRoutable")::add);
  }

  private static void ports(ArrayNode json, List<Port> ports) {
    for (Port port : ports) {
      json.addObject().put("key", port.key()).put("tensor", port.tensor()).put("type", port.type());
    }
  }

  private static <T> void inferred(
      ObjectNode json, String name, Optional<Found<T>> found, Function<T, String> text) {
    found.ifPresent(
        f -> json.putObject(name).put("value", text.apply(f.value())).put("because", f.reason()));
  }
}
