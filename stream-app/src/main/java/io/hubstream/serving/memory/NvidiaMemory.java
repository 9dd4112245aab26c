package io.hubstream.serving.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory of an NVIDIA GPU that models may take: what was free when it was first asked for, and no
 * more than the share that the settings allow. TensorFlow never gives memory back to the device, so
 * a later answer of the driver would say nothing about models.
 *
 * <p>Safe for any thread; the first call runs {@code nvidia-smi}, for at most some seconds.
 */
public final class NvidiaMemory implements Supplier<OptionalLong> {
  private static final Logger LOG = LoggerFactory.getLogger(NvidiaMemory.class);
  private static final long LIMIT_S = 10;
  private static final long MIB = 1L << 20;
  private static final Pattern ANSWER = Pattern.compile("(\\d{1,9}), (\\d{1,9})");

  private final String device;
  private final double share;
  private boolean asked;
  private OptionalLong free = OptionalLong.empty();

  /**
   * @param device number of the GPU, as the driver counts
   * @param share of its memory that this process may take; 0 for all
   */
  public NvidiaMemory(int device, double share) {
    this.device = Integer.toString(device);
    this.share = share;
  }

  @Override
  public synchronized OptionalLong get() {
    if (!asked) {
      asked = true;
      free = parse(ask(), share);
    }
    return free;
  }

  /**
   * @param answer total and used memory in MiB, as {@code nvidia-smi} prints them
   */
  static OptionalLong parse(String answer, double share) {
    Matcher numbers = ANSWER.matcher(answer.strip());
    if (!numbers.matches()) {
      return OptionalLong.empty();
    }
    long total = Long.parseLong(numbers.group(1)) * MIB;
    long left = total - Long.parseLong(numbers.group(2)) * MIB;
    return OptionalLong.of(share > 0 ? Math.min(left, (long) (total * share)) : left);
  }

  private String ask() {
    try {
      Path answer = Files.createTempFile("hubstream-gpu", ".csv");
      try {
        Process process =
            new ProcessBuilder(
                    "nvidia-smi",
                    "--query-gpu=memory.total,memory.used",
                    "--format=csv,noheader,nounits",
                    "-i",
                    device)
                .redirectErrorStream(true)
                .redirectOutput(answer.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT_S, TimeUnit.SECONDS);
        process.destroyForcibly();
        return ended ? Files.readString(answer, StandardCharsets.UTF_8) : "";
      } finally {
        Files.deleteIfExists(answer);
      }
    } catch (IOException e) {
      LOG.warn("the GPU's memory is not known, so no model is refused for it: {}", e.getMessage());
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
