package io.hubstream.starter;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.starter.graphs.StarterGraph;
import java.util.List;

/** The model card of one version, in Markdown; every number in it was measured in this build. */
final class ModelCard {
  private ModelCard() {}

  static String of(Recipe recipe, Evidence evidence) {
    StarterModel.Story story = recipe.story();
    StringBuilder card = new StringBuilder();
    card.append("# ").append(recipe.name()).append(", version ").append(recipe.version());
    card.append("\n\n").append(story.description()).append("\n\n");
    card.append("Made by Hubstream itself, to try the stream without downloading a model.\n\n");
    card.append("## How it was made\n\n").append(story.lineage()).append("\n\n");
    card.append("New in this version: ").append(story.change()).append("\n\n");
    card.append("Learned from ").append(evidence.trainedOn()).append(" examples.\n\n");
    appendUse(card, recipe);
    appendEvidence(card, evidence);
    card.append("## What it cannot do\n\n");
    for (String limit : recipe.limits()) {
      card.append("- ").append(limit).append('\n');
    }
    return card.toString();
  }

  private static void appendUse(StringBuilder card, Recipe recipe) {
    StarterModel.Contract contract = recipe.contract();
    card.append("## How it is called\n\nSignature `").append(contract.signature()).append("`.\n\n");
    String input =
        contract.preprocessing() instanceof ImagePreprocessing picture
            ? "float32 [-1, %d, %d, 3], RGB in [0,1]".formatted(picture.height(), picture.width())
            : "string [-1], UTF-8, the first " + StarterGraph.maxCharacters() + " characters count";
    List<String> labels = recipe.labels();
    row(card, "name", "what");
    row(card, "---", "---");
    row(card, "input `" + contract.input() + "`", input);
    row(
        card,
        "output `" + contract.embedding() + "`",
        "float32 [-1, " + contract.dimension() + "], length 1");
    row(
        card,
        "output `" + contract.probabilities() + "`",
        "float32 [-1, " + labels.size() + "], sum 1, in the order of `assets/labels.txt`");
    card.append("\nLabels: ").append(String.join(", ", labels)).append(".\n\n");
  }

  private static void appendEvidence(StringBuilder card, Evidence evidence) {
    card.append("## What it was measured to do\n\nOn ").append(evidence.measuredOn());
    card.append(" examples it did not learn from, with the written model loaded again.\n\n");
    row(card, "measure", "share");
    row(card, "---", "---");
    row(card, "held-out accuracy", StarterFacts.shown(evidence.heldOutAccuracy()));
    for (Evidence.Measure measure : evidence.measures()) {
      row(card, measure.name(), StarterFacts.shown(measure.value()));
    }
    card.append('\n');
  }

  private static void row(StringBuilder card, String left, String right) {
    card.append("| ").append(left).append(" | ").append(right).append(" |\n");
  }
}
