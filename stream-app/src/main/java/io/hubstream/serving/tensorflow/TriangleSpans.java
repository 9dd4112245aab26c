package io.hubstream.serving.tensorflow;

/**
 * Which pixels of a line make each pixel of the resized line, with which weights: a triangle, as
 * wide as two pixels of the coarser line. All arithmetic is TensorFlow's, in its precision and
 * order.
 *
 * @param longest most pixels that make one
 * @param starts for each pixel of the resized line, the first that makes it; ascending
 * @param counts how many make it
 * @param weights {@code longest} for each; their sum is 1
 */
@SuppressWarnings("ArrayRecordComponent")
record TriangleSpans(int longest, int[] starts, int[] counts, float[] weights) {

  /** The spans of a line of {@code from} pixels that becomes one of {@code to}. */
  static TriangleSpans of(int from, int to) {
    float step = (float) (1.0 / ((float) to / from));
    float radius = Math.max(step, 1);
    int longest = Math.min(2 * (int) Math.ceil(radius) + 1, from);
    TriangleSpans spans =
        new TriangleSpans(longest, new int[to], new int[to], new float[to * longest]);
    for (int i = 0; i < to; i++) {
      spans.set(i, (i + 0.5f) * step, radius, from);
    }
    return spans;
  }

  private void set(int index, float centre, float radius, int from) {
    int start = clamp(Math.ceil(centre - radius - 0.5f), from);
    int end = clamp(Math.floor(centre + radius - 0.5f), from) + 1;
    while (start < end - 1 && weight(start, centre, radius) == 0) {
      start++;
    }
    while (start < end - 1 && weight(end - 1, centre, radius) == 0) {
      end--;
    }
    float sum = 0;
    for (int i = start; i < end; i++) {
      sum += weight(i, centre, radius);
    }
    float share = 1 / sum;
    for (int i = start; i < end; i++) {
      weights[index * longest + i - start] = weight(i, centre, radius) * share;
    }
    starts[index] = start;
    counts[index] = end - start;
  }

  private static float weight(int pixel, float centre, float radius) {
    float distance = Math.abs((pixel + 0.5f - centre) * (1 / radius));
    return Math.max(0, 1 - distance);
  }

  private static int clamp(double pixel, int from) {
    return (int) Math.max(0, Math.min(from - 1, pixel));
  }
}
