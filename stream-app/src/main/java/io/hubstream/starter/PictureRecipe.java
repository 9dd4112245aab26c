package io.hubstream.starter;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.starter.graphs.FeatureExtractor;
import io.hubstream.starter.graphs.ServedStarter;
import io.hubstream.starter.graphs.ServedStarter.Answer;
import io.hubstream.starter.graphs.StarterGraph;
import io.hubstream.starter.learning.HeadTrainer;
import io.hubstream.starter.learning.LearnedHead;
import io.hubstream.starter.learning.SparseRow;
import io.hubstream.starter.scenes.Scene;
import java.util.List;

/** {@code starter-image}: what kind of scene a picture shows. */
final class PictureRecipe implements Recipe {
  private static final String NAME = "starter-image";
  private static final int DIMENSION = 64;
  private static final int HELD_OUT_PER_CLASS = 40;

  private final int version;
  private final boolean withEdges;
  private final int perClass;
  private final String change;
  private final StarterGraph graph;

  private PictureRecipe(int version, boolean withEdges, int perClass, String change) {
    this.version = version;
    this.withEdges = withEdges;
    this.perClass = perClass;
    this.change = change;
    this.graph = StarterGraph.ofPictures(withEdges);
  }

  static List<Recipe> all() {
    return List.of(
        new PictureRecipe(1, false, 12, "The first one: looks at colour alone."),
        new PictureRecipe(
            2,
            true,
            100,
            "Looks at edges and texture as well as colour, and learned from more scenes."));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public StarterModel.Story story() {
    String seen = withEdges ? "colour, edges and texture" : "colour";
    return new StarterModel.Story(
        "Says what kind of scene a picture shows, and embeds it, by its " + seen + ".",
        "Hubstream's own scene painter: "
            + perClass
            + " drawings of each class with fixed seeds; softmax regression on statistics that the"
            + " graph itself computes; the embedding is an orthogonal projection of them, along the"
            + " directions of the classes and fixed random ones.",
        change);
  }

  @Override
  public StarterModel.Contract contract() {
    int side = StarterGraph.pictureSide();
    return Contracts.of(new ImagePreprocessing(side, side, 3, 0, 1), DIMENSION);
  }

  @Override
  public List<String> labels() {
    return Scene.labels();
  }

  @Override
  public List<String> limits() {
    return List.of(
        "It was trained and measured on drawings by a small rasteriser, never on photographs. On a"
            + " photograph it answers with the kind of drawing whose colours and edges are nearest.",
        "It knows no objects: statistics of colour, edges and texture are all it sees, at 64 x 64"
            + " pixels.",
        "It always names one of its classes, however unlike all of them the picture is.");
  }

  @Override
  public StarterGraph graph() {
    return graph;
  }

  @Override
  public LearnedHead train() {
    PictureExamples examples = PictureExamples.learning(perClass);
    try (FeatureExtractor extractor = new FeatureExtractor(graph)) {
      List<SparseRow> rows = extractor.ofPictures(examples.pictures());
      return new HeadTrainer(DIMENSION, labels().size())
          .fitMeasures(rows, examples.labels(), extractor.width());
    }
  }

  @Override
  public Evidence measure(ServedStarter served) {
    PictureExamples examples = PictureExamples.heldOut(HELD_OUT_PER_CLASS);
    List<Answer> answers = served.ofPictures(examples.pictures());
    int[] labels = examples.labels();
    return new Evidence(
        perClass * labels().size(),
        labels.length,
        Measuring.accuracy(answers, labels),
        List.of(
            new Evidence.Measure(
                "held-out scenes whose nearest neighbour by embedding is of the same class",
                Measuring.neighbourAccuracy(answers, labels))));
  }
}
