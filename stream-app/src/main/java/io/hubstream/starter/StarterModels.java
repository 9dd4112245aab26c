package io.hubstream.starter;

import io.hubstream.serving.tensorflow.TensorFlowNatives;
import io.hubstream.starter.graphs.ServedStarter;
import io.hubstream.starter.learning.LearnedHead;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Builds the starter models: {@code starter-image} and {@code starter-text}, two versions each.
 *
 * <p>On one JDK and processor architecture every build writes the same bytes: what is learned comes
 * from whole-number features and fixed seeds, each model on one thread. TensorFlow sessions are
 * opened on the CPU with default options; TensorFlow's thread pools belong to the process and the
 * first session sizes them, so a process that wants other sizes opens a session of its own first.
 */
public final class StarterModels {
  private StarterModels() {}

  /**
   * Builds each version that is not there yet, and blocks for some seconds while it does. A version
   * is built in a temporary folder beside its place and then renamed, so a place is either empty or
   * complete.
   *
   * @param root holds {@code <name>/<version>}; created if need be
   * @param progress told of each step, by one thread at a time but not by the caller's
   * @return all versions, by name and version
   * @throws IOException if a folder cannot be written, or a place is taken by something else
   * @throws IllegalStateException if this JDK lacks the locale data to learn languages from
   */
  public static List<StarterModel> buildInto(Path root, ProgressListener progress)
      throws IOException {
    requireNoStrangers(PictureRecipe.all(), root);
    requireNoStrangers(TextRecipe.all(), root);
    TensorFlowNatives.load();
    ProgressListener oneAtATime = inTurn(progress);
    ExecutorService workers = Executors.newFixedThreadPool(2, StarterModels::worker);
    try {
      var pictures = workers.submit(() -> buildAll(PictureRecipe.all(), root, oneAtATime));
      var texts = workers.submit(() -> buildAll(TextRecipe.all(), root, oneAtATime));
      List<StarterModel> models = new ArrayList<>(result(pictures));
      models.addAll(result(texts));
      return models;
    } finally {
      workers.shutdownNow();
    }
  }

  /** Looked at before any worker writes: a refusal leaves nobody behind who still does. */
  private static void requireNoStrangers(List<Recipe> recipes, Path root) throws IOException {
    for (Recipe recipe : recipes) {
      Path place = place(recipe, root);
      if (Files.exists(place) && !StarterFacts.existIn(place)) {
        throw new IOException(place + " is there but is no starter model; move it away");
      }
    }
  }

  private static Path place(Recipe recipe, Path root) {
    return root.resolve(recipe.name()).resolve(Integer.toString(recipe.version()));
  }

  private static List<StarterModel> buildAll(
      List<Recipe> recipes, Path root, ProgressListener progress) throws IOException {
    List<StarterModel> models = new ArrayList<>();
    for (Recipe recipe : recipes) {
      Path place = place(recipe, root);
      if (!Files.exists(place)) {
        progress.onStep("building " + recipe.name() + " version " + recipe.version());
        build(recipe, place);
      }
      StarterModel model = describe(recipe, place);
      progress.onStep(
          "%s version %d gets %s of %d held-out examples right"
              .formatted(
                  model.name(),
                  model.version(),
                  StarterFacts.shown(model.heldOutAccuracy()),
                  model.evidence().measuredOn()));
      models.add(model);
    }
    return models;
  }

  /** The listener, told by one thread at a time. */
  private static ProgressListener inTurn(ProgressListener progress) {
    Object turn = new Object();
    return step -> {
      synchronized (turn) {
        progress.onStep(step);
      }
    };
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "starter-models");
    thread.setDaemon(true);
    return thread;
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the starter models were built");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("the starter models could not be built", cause);
    }
  }

  private static StarterModel describe(Recipe recipe, Path place) throws IOException {
    return new StarterModel(
        recipe.name(),
        recipe.version(),
        place,
        recipe.story(),
        recipe.contract(),
        Files.readAllLines(place.resolve("assets/labels.txt")),
        StarterFacts.read(place));
  }

  private static void build(Recipe recipe, Path place) throws IOException {
    Path parent = place.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Path folder = Files.createTempDirectory(parent, ".building-");
    try {
      fill(recipe, folder);
      Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(folder);
    }
  }

  private static void fill(Recipe recipe, Path folder) throws IOException {
    LearnedHead head = recipe.train();
    recipe.graph().write(folder, head);
    Files.createDirectories(folder.resolve("variables"));
    Files.createDirectories(folder.resolve("assets"));
    Files.createDirectories(folder.resolve("assets.extra"));
    Files.writeString(
        folder.resolve("assets/labels.txt"), String.join("\n", recipe.labels()) + "\n");
    Evidence evidence;
    try (ServedStarter served = ServedStarter.load(folder)) {
      evidence = recipe.measure(served);
    }
    Files.writeString(folder.resolve("assets.extra/MODEL_CARD.md"), ModelCard.of(recipe, evidence));
    StarterFacts.write(folder, evidence);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> inside;
    try (Stream<Path> walk = Files.walk(folder)) {
      inside = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : inside) {
      Files.delete(path);
    }
  }
}
