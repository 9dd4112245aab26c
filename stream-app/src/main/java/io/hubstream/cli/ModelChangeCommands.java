package io.hubstream.cli;

import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.artifacts.FileArtifactStore;
import io.hubstream.artifacts.PublishedModel;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that change what is desired of a model, and nothing else. */
final class ModelChangeCommands {
  private ModelChangeCommands() {}

  /** What they share. */
  abstract static class ChangeCommand extends BaseCommand {
    @Mixin private RequestOptions request = new RequestOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    void requireExperiments() throws IOException {
      request.requireExperiments();
    }

    /** For a change that somebody will ask about. */
    void requireReason(String what) {
      if (!request.hasReason()) {
        throw CommandFailure.usage(
            "%s needs --reason TEXT, which the audit keeps; nothing has changed".formatted(what));
      }
    }

    /** The stores that the service may use. */
    ArtifactStores stores() throws IOException {
      return TensorFlowParts.stores(request.config());
    }

    int publish(RequestOptions.Change change)
        throws IOException, RegistryRefusedException, InterruptedException {
      RegistryPublisher.Published published = request.publish(change);
      out()
          .println(
              json
                  ? compact(RequestOptions.json(published, object()))
                  : RequestOptions.text(published));
      return published.accepted() ? 0 : CommandFailure.FAILED;
    }
  }

  /** {@code hubstream model activate}. */
  @Command(
      name = "activate",
      description =
          "Makes a published version the one that serves; the one before is the fallback.",
      footer = {
        "",
        "Examples:",
        "  hubstream model activate /models/scenes/3 -c service.properties",
        "  hubstream model activate /models/scenes/3 -b localhost:9092 --reason 'better at night'",
        "  hubstream model activate abfss://models@shop.dfs.core.windows.net/scenes/3 -c s.properties"
      })
  static final class Activate extends ChangeCommand {
    @Parameters(
        paramLabel = "DIR",
        description =
            "Its folder in the artifact store, ROOT/NAME/VERSION: a path, or an address in Azure Blob"
                + " storage.")
    private String folder = ".";

    @Option(names = "--stage", paramLabel = "NAME", description = "Stage, such as production.")
    private String stage = "";

    @Option(
        names = "--breaking",
        description =
            "Its consumers know that embeddings or classes change: the gate lets that through.")
    private boolean breaking;

    @Override
    public Integer call()
        throws IOException, ModelRefusedException, RegistryRefusedException, InterruptedException {
      requireExperiments();
      PublishedModel published =
          ArtifactStores.isAddress(folder)
              ? stores().allowing(folder).published(folder)
              : inFolder(Path.of(folder).toRealPath());
      DesiredVersion version =
          new DesiredVersion(published.version(), published.artifactUri(), stage)
              .breaking(breaking);
      return publish((registry, by) -> registry.activate(version, Optional.empty(), by));
    }

    private static PublishedModel inFolder(Path real) throws ModelRefusedException, IOException {
      Path root = Optional.ofNullable(real.getParent()).map(Path::getParent).orElse(real);
      // Publishing what is there already checks it and copies nothing.
      return new FileArtifactStore(root).publish(real);
    }
  }

  /** {@code hubstream model rollback}. */
  @Command(
      name = "rollback",
      description = {
        "Goes back to the last good version, or to the named one.",
        "It is one update of the registry: every instance follows, and one that still has the"
            + " version in memory (rollback.keep.warm.ms) within a second. A reason is required."
      },
      footer = {
        "",
        "Examples:",
        "  hubstream model rollback scenes -c service.properties --reason 'wrong labels'",
        "  hubstream model rollback scenes --to 2 -c service.properties --reason 'too slow'"
      })
  static final class Rollback extends ChangeCommand {
    @Parameters(paramLabel = "MODEL", description = "Name of the model.")
    private String model = "";

    @Option(names = "--to", paramLabel = "VERSION", description = "Version to go back to.")
    private Optional<String> version = Optional.empty();

    @Option(
        names = "--force",
        description = "Roll back although the model, or all models, are frozen; the audit says so.")
    private boolean force;

    @Override
    public Integer call() throws IOException, RegistryRefusedException, InterruptedException {
      requireReason("a rollback");
      return publish(
          (registry, by) ->
              registry.rollback(
                  model, version, new RegistryPublisher.Request(by.by(), by.reason(), force)));
    }
  }

  /** {@code hubstream model retire}. */
  @Command(
      name = "retire",
      description = "Lets no version of the model serve.",
      footer = {"", "Example:", "  hubstream model retire scenes -c service.properties"})
  static final class Retire extends ChangeCommand {
    @Parameters(paramLabel = "MODEL", description = "Name of the model.")
    private String model = "";

    @Override
    public Integer call() throws IOException, RegistryRefusedException, InterruptedException {
      return publish((registry, by) -> registry.retire(model, by));
    }
  }
}
