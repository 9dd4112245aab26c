package io.hubstream.serving.tensorflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Memory of the first GPU as the driver sees it, where there is nvidia-smi. One thread's. */
final class GpuMemory {
  private static final long LIMIT_S = 20;

  private final List<Long> samples = new ArrayList<>();

  /** Takes a sample in MiB, of all processes on the GPU; none where the tool does not answer. */
  void sample() {
    try {
      Process process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=memory.used",
                  "--format=csv,noheader,nounits",
                  "-i",
                  "0")
              .redirectErrorStream(true)
              .start();
      try {
        if (process.waitFor(LIMIT_S, TimeUnit.SECONDS) && process.exitValue() == 0) {
          byte[] output = process.getInputStream().readAllBytes();
          samples.add(Long.parseLong(new String(output, StandardCharsets.UTF_8).strip()));
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException | NumberFormatException e) {
      System.out.println("nvidia-smi does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<Long> samples() {
    return List.copyOf(samples);
  }
}
