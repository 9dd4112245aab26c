package io.hubstream.bench.scale;

import io.hubstream.bench.Spread;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The cost of a record along each series as an SVG picture: a panel each, sizes at their logarithm,
 * bars from the smallest to the largest round, and the limit up to which a size counts as linear.
 * Pure.
 */
public final class ScaleChart {
  private static final int WIDTH = 440;
  private static final int HEIGHT = 300;
  private static final int LEFT = 62;
  private static final int RIGHT = 24;
  private static final int TOP = 46;
  private static final int BOTTOM = 54;
  private static final int COLUMNS = 2;
  private static final int GRID_LINES = 4;
  private static final double HEADROOM = 1.08;
  private static final String LINEAR = "#1f6feb";
  private static final String BEYOND = "#d1242f";

  private ScaleChart() {}

  /** The whole picture. */
  public static String of(ScaleReport report) {
    List<SeriesResult> series = report.series();
    int columns = Math.min(COLUMNS, series.size());
    int rows = (series.size() + columns - 1) / columns;
    StringBuilder svg = new StringBuilder();
    line(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\""
            + " height=\"%2$d\" font-family=\"sans-serif\" font-size=\"12\">",
        columns * WIDTH,
        rows * HEIGHT);
    line(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    for (int i = 0; i < series.size(); i++) {
      line(svg, "<g transform=\"translate(%d,%d)\">", i % columns * WIDTH, i / columns * HEIGHT);
      new Panel(series.get(i)).draw(svg);
      line(svg, "</g>");
    }
    line(svg, "</svg>");
    return svg.toString();
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** One series. */
  private static final class Panel {
    private final SeriesResult result;
    private final double most;

    Panel(SeriesResult result) {
      this.result = result;
      double highest =
          result.points().stream()
              .mapToDouble(point -> Math.max(point.cpuMicros().max(), limit(point)))
              .max()
              .orElseThrow();
      this.most = HEADROOM * highest;
    }

    private double limit(ScalePoint point) {
      return result.expected(point) * SeriesResult.TOLERANCE;
    }

    void draw(StringBuilder svg) {
      drawAxes(svg);
      drawLimit(svg);
      drawCurve(svg);
      result.points().forEach(point -> drawPoint(svg, point));
    }

    private void drawAxes(StringBuilder svg) {
      line(
          svg,
          "<text x=\"%d\" y=\"22\" font-size=\"14\" font-weight=\"bold\">CPU for each record, µs</text>",
          LEFT);
      for (int i = 0; i <= GRID_LINES; i++) {
        double cost = most * i / GRID_LINES;
        line(
            svg,
            "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#d8dee4\"/>",
            LEFT,
            WIDTH - RIGHT,
            y(cost));
        line(
            svg,
            "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.1f</text>",
            LEFT - 6,
            y(cost) + 4,
            cost);
      }
      for (ScalePoint point : result.points()) {
        line(
            svg,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>",
            x(point.size()),
            HEIGHT - BOTTOM + 18,
            point.size());
      }
      line(
          svg,
          "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          (LEFT + WIDTH - RIGHT) / 2,
          HEIGHT - 16,
          result.series().axis());
    }

    private void drawLimit(StringBuilder svg) {
      line(
          svg,
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"5 4\"/>",
          curve(this::limit),
          BEYOND);
      ScalePoint last = result.points().get(result.points().size() - 1);
      line(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\" font-size=\"10\">%.0f %% above"
              + " what is expected</text>",
          WIDTH - RIGHT,
          y(limit(last)) - 6,
          BEYOND,
          (SeriesResult.TOLERANCE - 1) * 100);
    }

    private void drawCurve(StringBuilder svg) {
      line(
          svg,
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
          curve(point -> point.cpuMicros().median()),
          LINEAR);
    }

    private String curve(ToDoubleFunction<ScalePoint> cost) {
      return result.points().stream()
          .map(
              point ->
                  String.format(
                      Locale.ROOT, "%.1f,%.1f", x(point.size()), y(cost.applyAsDouble(point))))
          .collect(Collectors.joining(" "));
    }

    private void drawPoint(StringBuilder svg, ScalePoint point) {
      Spread cost = point.cpuMicros();
      String colour = result.isLinear(point) ? LINEAR : BEYOND;
      line(
          svg,
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$.1f\" y2=\"%3$.1f\" stroke=\"%4$s\"/>",
          x(point.size()),
          y(cost.min()),
          y(cost.max()),
          colour);
      line(
          svg,
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%,d: %.1f µs, %,.0f"
              + " records/s</title></circle>",
          x(point.size()),
          y(cost.median()),
          colour,
          point.size(),
          cost.median(),
          point.recordsPerSecond().median());
    }

    /** Sizes stand at their logarithm, from the first to the last. */
    private double x(long size) {
      double first = logarithm(0);
      double span = logarithm(result.points().size() - 1) - first;
      double share = span == 0 ? 0.5 : (Math.log((double) size) - first) / span;
      double inset = RIGHT;
      return LEFT + inset + share * (WIDTH - LEFT - RIGHT - 2 * inset);
    }

    private double logarithm(int point) {
      return Math.log((double) result.points().get(point).size());
    }

    private double y(double cost) {
      return HEIGHT - BOTTOM - cost / most * (HEIGHT - TOP - BOTTOM);
    }
  }
}
