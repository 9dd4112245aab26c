package io.hubstream.cli;

import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that hold a model as it is, and let it go again. */
final class ModelFreezeCommands {
  private ModelFreezeCommands() {}

  /** What they share. */
  abstract static class FreezeCommand extends BaseCommand {
    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Name of the model.")
    private Optional<String> model = Optional.empty();

    @Option(names = "--all", description = "All models, also those that come later.")
    private boolean all;

    @Mixin private RequestOptions request = new RequestOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    RequestOptions request() {
      return request;
    }

    int publish(boolean frozen) throws IOException, RegistryRefusedException, InterruptedException {
      if (model.isPresent() == all) {
        throw CommandFailure.usage("name one MODEL, or give --all");
      }
      String name = model.orElse(DesiredState.ALL_MODELS);
      RegistryPublisher.Published published =
          request.publish((registry, by) -> registry.freeze(name, frozen, by));
      String done =
          "%s %s (registry offset %d)"
              .formatted(
                  model.map(m -> "Model " + m + " is").orElse("All models are"),
                  frozen ? "frozen" : "no longer frozen",
                  published.offset());
      out()
          .println(
              json
                  ? compact(RequestOptions.json(published, object()))
                  : published.accepted() ? done : RequestOptions.refused(published));
      return published.accepted() ? 0 : CommandFailure.FAILED;
    }
  }

  /** {@code hubstream model freeze}. */
  @Command(
      name = "freeze",
      description =
          "Holds all activations of a model, or of all models, until `model unfreeze`. What serves"
              + " goes on serving; a rollback needs --force.",
      footer = {
        "",
        "Examples:",
        "  hubstream model freeze scenes --reason 'audit of the week' -c service.properties",
        "  hubstream model freeze --all --reason 'holidays' -c service.properties"
      })
  static final class Freeze extends FreezeCommand {
    @Override
    public Integer call() throws IOException, RegistryRefusedException, InterruptedException {
      if (request().reason().isBlank()) {
        throw CommandFailure.usage("why? Whoever is held by it will ask: give --reason TEXT");
      }
      return publish(true);
    }
  }

  /** {@code hubstream model unfreeze}. */
  @Command(
      name = "unfreeze",
      description =
          "Lets a model, or all models, change again. What was refused is not made up for.",
      footer = {
        "",
        "Examples:",
        "  hubstream model unfreeze scenes -c service.properties",
        "  hubstream model unfreeze --all -c service.properties"
      })
  static final class Unfreeze extends FreezeCommand {
    @Override
    public Integer call() throws IOException, RegistryRefusedException, InterruptedException {
      return publish(false);
    }
  }
}
