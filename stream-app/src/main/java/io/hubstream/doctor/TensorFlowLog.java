package io.hubstream.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What TensorFlow's log says of GPUs: there is no other way to learn a GPU's name and what its
 * driver answered. The wording is that of TensorFlow 2.18.
 *
 * @param devices the GPUs that TensorFlow took
 * @param driverError what the driver answered to {@code cuInit}, for instance {@code
 *     CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected}
 * @param ignored GPUs that TensorFlow saw and did not take, in its words
 * @param complaints warnings and errors, without those that mean nothing
 */
record TensorFlowLog(
    List<Device> devices,
    Optional<String> driverError,
    List<String> ignored,
    List<String> complaints) {
  private static final int MOST_COMPLAINTS = 12;
  private static final Pattern CREATED =
      Pattern.compile(
          "Created device \\S*/device:GPU:(\\d+) with (\\d+) MB memory:\\s+-> device: \\d+, name: (.*),"
              + " pci bus id: (\\S+), compute capability: ([\\d.]+)");
  private static final Pattern DRIVER_ERROR = Pattern.compile("Failed call to cuInit: (.*)");
  private static final Pattern IGNORED = Pattern.compile("(Ignoring visible gpu device .*)");
  private static final Pattern COMPLAINT =
      Pattern.compile("(?:\\d{4}-\\d\\d-\\d\\d [\\d:.]+: [EWF] |[EWF]\\d{4} )\\S.*?\\] (.*)");

  /** TensorFlow 2.18 says the first at every start on any machine, and both copies of it do. */
  private static final Pattern NOISE =
      Pattern.compile("Unable to register cu\\w+ factory|All log messages before absl");

  /**
   * A GPU that TensorFlow took.
   *
   * @param number TensorFlow's own
   * @param memoryMb what TensorFlow may take of its memory
   */
  record Device(int number, long memoryMb, String name, String pciBus, String computeCapability) {}

  static TensorFlowLog of(String text) {
    List<Device> devices = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    Optional<String> driverError = Optional.empty();
    for (String line : text.lines().toList()) {
      Matcher created = CREATED.matcher(line);
      if (created.find()) {
        devices.add(device(created));
      }
      Matcher error = DRIVER_ERROR.matcher(line);
      if (error.find()) {
        driverError = Optional.of(error.group(1).strip());
      }
      Matcher unfit = IGNORED.matcher(line);
      if (unfit.find()) {
        ignored.add(unfit.group(1));
      }
      Matcher complaint = COMPLAINT.matcher(line);
      if (complaint.lookingAt() && !NOISE.matcher(line).find()) {
        if (complaints.stream().noneMatch(complaint.group(1)::endsWith)
            && complaints.stream().noneMatch(other -> other.endsWith(complaint.group(1)))) {
          complaints.add(complaint.group(1));
        }
      }
    }
    int from = Math.max(0, complaints.size() - MOST_COMPLAINTS);
    return new TensorFlowLog(
        List.copyOf(devices),
        driverError,
        List.copyOf(ignored),
        List.copyOf(complaints.subList(from, complaints.size())));
  }

  private static Device device(Matcher created) {
    return new Device(
        Integer.parseInt(created.group(1)),
        Long.parseLong(created.group(2)),
        created.group(3),
        created.group(4),
        created.group(5));
  }
}
