package io.hubstream.starter;

import io.hubstream.starter.graphs.StarterGraph;
import io.hubstream.starter.scenes.Scene;
import java.util.ArrayList;
import java.util.List;

/**
 * Painted scenes with their labels, as many of each class.
 *
 * @param pictures RGB bytes at the model's own size
 * @param labels ordinal of the scene
 */
record PictureExamples(List<byte[]> pictures, int[] labels) {
  private static final long LEARNING_SEED = 1_000_000;
  private static final long HELD_OUT_SEED = 2_000_000;

  /** First seed of the pictures that {@link StarterContent} paints. */
  static final long CONTENT_SEED = 3_000_000;

  static PictureExamples learning(int perClass) {
    return painted(LEARNING_SEED, perClass);
  }

  static PictureExamples heldOut(int perClass) {
    return painted(HELD_OUT_SEED, perClass);
  }

  private static PictureExamples painted(long seed, int perClass) {
    int side = StarterGraph.pictureSide();
    Scene[] scenes = Scene.values();
    List<byte[]> pictures = new ArrayList<>();
    int[] labels = new int[scenes.length * perClass];
    for (int i = 0; i < labels.length; i++) {
      Scene scene = scenes[i % scenes.length];
      pictures.add(scene.paint(side, side, seed + i / scenes.length));
      labels[i] = scene.ordinal();
    }
    return new PictureExamples(pictures, labels);
  }
}
