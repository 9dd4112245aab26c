package io.hubstream.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.serving.tensorflow.CudaLibrary;
import java.util.Locale;

/** A diagnosis as one JSON object. Fields are added, never renamed; what is not known is null. */
public final class DoctorJson {
  private DoctorJson() {}

  public static String of(Diagnosis diagnosis) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("healthy", diagnosis.healthy());
    json.put("application", diagnosis.application());
    java(diagnosis.java(), json.putObject("java"));
    machine(diagnosis.machine(), json.putObject("machine"));
    cache(diagnosis.cache(), json.putObject("nativeCache"));
    tensorFlow(diagnosis.gpu(), json.putObject("tensorflow"));
    driver(diagnosis.gpu(), json.putObject("driver"));
    cuda(diagnosis.gpu(), json.putArray("cuda"));
    gpu(diagnosis, json.putObject("gpu"));
    diagnosis.brokers().ifPresent(brokers -> BrokersJson.add(brokers, json.putObject("kafka")));
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : diagnosis.findings()) {
      ObjectNode node = findings.addObject();
      node.put("area", finding.area()).put("level", lower(finding.level()));
      node.put("message", finding.message()).put("advice", finding.advice());
    }
    return json.toPrettyString();
  }

  private static void java(JavaRuntime java, ObjectNode json) {
    json.put("version", java.version()).put("vendor", java.vendor()).put("home", java.home());
    json.put("maxHeapBytes", java.maxHeapBytes());
    ArrayNode options = json.putArray("options");
    java.options().forEach(options::add);
  }

  private static void machine(Machine machine, ObjectNode json) {
    json.put("os", machine.os()).put("arch", machine.arch());
    json.put("glibc", machine.glibc().orElse(null)).put("cores", machine.cores());
    json.put("memoryBytes", machine.memoryBytes());
    if (machine.containerLimitBytes().isPresent()) {
      json.put("containerLimitBytes", machine.containerLimitBytes().getAsLong());
    } else {
      json.putNull("containerLimitBytes");
    }
  }

  private static void cache(NativeCache cache, ObjectNode json) {
    json.put("folder", cache.folder().toString());
    json.put("writable", cache.problem().isEmpty());
    json.put("problem", cache.problem().orElse(null)).put("freeBytes", cache.freeBytes());
  }

  private static void tensorFlow(GpuFacts gpu, ObjectNode json) {
    Probe probe = gpu.probe();
    json.put("runs", probe.started().isPresent());
    json.put("failure", probe.failure().isEmpty() ? null : probe.failure());
    json.put("version", probe.started().map(Probe.Started::version).orElse(null));
    json.put("gpuBuild", gpu.gpuBuild());
    json.put("library", probe.started().flatMap(Describe::tensorFlowLibrary).orElse(null));
    json.put("startMillis", probe.started().map(Probe.Started::millis).orElse(null));
    ArrayNode complaints = json.putArray("complaints");
    probe.log().complaints().forEach(complaints::add);
  }

  private static void driver(GpuFacts gpu, ObjectNode json) {
    json.put("version", gpu.driver().version().orElse(null));
    json.put("library", gpu.driver().library().map(Object::toString).orElse(null));
    json.put("reachable", gpu.driver().reachable()).put("deviceFiles", gpu.deviceFiles());
    json.put("nvidiaSmi", gpu.smi().tool().map(Object::toString).orElse(null));
    json.put("nvidiaSmiProblem", gpu.smi().problem().orElse(null));
    ArrayNode gpus = json.putArray("gpus");
    for (NvidiaSmi.Gpu one : gpu.smi().gpus()) {
      ObjectNode node = gpus.addObject();
      node.put("number", one.number()).put("name", one.name()).put("driver", one.driver());
      node.put("memoryMib", one.memoryMib()).put("computeCapability", one.computeCapability());
    }
  }

  private static void cuda(GpuFacts gpu, ArrayNode json) {
    for (CudaLibrary library : gpu.cuda()) {
      ObjectNode node = json.addObject();
      node.put("name", library.name()).put("purpose", library.purpose());
      node.put("origin", lower(library.origin()));
      node.put("place", library.place().isEmpty() ? null : library.place());
      node.put("loadedFrom", Describe.loadedFrom(gpu, library).orElse(null));
      node.put("problem", library.problem().orElse(null));
    }
  }

  private static void gpu(Diagnosis diagnosis, ObjectNode json) {
    GpuFacts gpu = diagnosis.gpu();
    json.put("wanted", lower(gpu.wanted())).put("used", diagnosis.verdict().used());
    json.put("reason", diagnosis.verdict().reason()).put("advice", diagnosis.verdict().advice());
    json.put("cudaVisibleDevices", gpu.visibleDevices().orElse(null));
    ArrayNode devices = json.putArray("devices");
    for (TensorFlowLog.Device device : gpu.probe().log().devices()) {
      ObjectNode node = devices.addObject();
      node.put("number", device.number()).put("name", device.name());
      node.put("memoryMb", device.memoryMb()).put("pciBus", device.pciBus());
      node.put("computeCapability", device.computeCapability());
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
