package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream model starter}. */
@Command(
    name = "starter",
    description = "Builds the starter models: one for pictures, one for texts, two versions each.",
    footer = {
      "",
      "Examples:",
      "  hubstream model starter --out models",
      "  hubstream model try models/starter-text letter.txt",
      "",
      "They are small and made by this program, to try things out; each has a model card in its",
      "assets.extra folder that says what it can do and what not."
    })
final class ModelStarterCommand extends BaseCommand {
  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where to put them, as NAME/VERSION; versions that are there are left alone.")
  private Path out = Path.of("");

  @Option(names = "--json", description = "Print one JSON object for each version.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    for (StarterModel model : StarterModels.buildInto(out, step -> err().println(step))) {
      if (json) {
        ObjectNode object = object();
        object.put("model", model.name());
        object.put("version", Integer.toString(model.version()));
        object.put("folder", model.folder().toString());
        object.put("heldOutAccuracy", model.heldOutAccuracy());
        out().println(compact(object));
      } else {
        out()
            .printf(
                Locale.ROOT,
                "%s  %.3f of held-out examples right: %s%n",
                model.folder(),
                model.heldOutAccuracy(),
                model.description());
      }
    }
    return 0;
  }
}
