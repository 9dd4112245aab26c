package io.hubstream.starter.graphs;

import io.hubstream.starter.learning.SparseRow;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Runs the feature ops of a {@link StarterGraph} on examples: the very ops that will serve.
 *
 * <p>Owned by one thread; closing it frees the graph and the session.
 */
public final class FeatureExtractor implements AutoCloseable {
  private static final int BATCH = 64;

  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TFloat32> counted;

  public FeatureExtractor(StarterGraph starter) {
    this.counted = starter.features().addTo(Ops.create(graph)).counted();
    this.session = new Session(graph, Sessions.CPU);
  }

  /** Number of features of one example. */
  public int width() {
    return (int) counted.shape().get(1);
  }

  /** Features of pictures, given as RGB bytes. */
  public List<SparseRow> ofPictures(List<byte[]> pictures) {
    List<SparseRow> rows = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<byte[]> part = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      try (Tensor input = Tensors.ofPictures(part)) {
        addRows(input, part.size(), rows);
      }
    }
    return rows;
  }

  /** Features of texts. */
  public List<SparseRow> ofTexts(List<String> texts) {
    List<SparseRow> rows = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> part = texts.subList(from, Math.min(texts.size(), from + BATCH));
      try (Tensor input = Tensors.ofTexts(part)) {
        addRows(input, part.size(), rows);
      }
    }
    return rows;
  }

  private void addRows(Tensor input, int count, List<SparseRow> rows) {
    try (var result = session.runner().feed(StarterGraph.INPUT, input).fetch(counted).run()) {
      for (float[] row : Tensors.rows((TFloat32) result.get(0), count)) {
        rows.add(SparseRow.of(row));
      }
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
