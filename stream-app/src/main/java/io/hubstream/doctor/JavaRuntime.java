package io.hubstream.doctor;

import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The Java that runs this.
 *
 * @param version as it calls itself
 * @param vendor who built it
 * @param home its folder
 * @param maxHeapBytes most that the heap may grow to
 * @param options it was started with
 */
record JavaRuntime(
    String version, String vendor, String home, long maxHeapBytes, List<String> options) {

  static JavaRuntime here() {
    return new JavaRuntime(
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.vendor"),
        System.getProperty("java.home"),
        Runtime.getRuntime().maxMemory(),
        ManagementFactory.getRuntimeMXBean().getInputArguments());
  }
}
