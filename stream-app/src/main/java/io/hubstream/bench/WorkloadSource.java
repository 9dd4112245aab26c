package io.hubstream.bench;

import io.hubstream.bench.workload.ContentFolder;
import io.hubstream.bench.workload.Workload;
import io.hubstream.content.ContentItem;
import io.hubstream.publishing.ModelFolders;
import io.hubstream.publishing.Progress;
import io.hubstream.publishing.PublishedVersions;
import io.hubstream.publishing.RefusedModel;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Puts a workload together, before anything of it has been tried. */
final class WorkloadSource {
  private final SessionOptions options;
  private final Progress progress;

  WorkloadSource(SessionOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * @throws ModelRefusedException no model can be served; the message lists the reasons
   */
  Workload assemble() throws IOException, ModelRefusedException {
    SessionOptions.Sources sources = options.sources();
    ModelFolders folders = new ModelFolders(options.work(), "hubstream bench", progress);
    if (sources.models().isPresent()) {
      folders.addFolder(sources.models().get());
    } else {
      folders.addStarters(sources.starterCache());
    }
    if (folders.models().isEmpty()) {
      throw new ModelRefusedException("no model can be served: " + reasons(folders.refused()));
    }
    List<ContentItem> items = new ArrayList<>(ContentFolder.items(contentRoot()));
    Collections.shuffle(items, new Random(options.seed()));
    return new Workload(
        name(),
        items,
        folders.models().stream().map(PublishedVersions::latest).toList(),
        folders.models().stream().flatMap(model -> model.beforeLatest().stream()).toList());
  }

  private static String reasons(List<RefusedModel> refused) {
    return refused.isEmpty()
        ? "there is none; each needs a folder with a saved_model.pb or version folders"
        : String.join(
            "; ", refused.stream().map(r -> "%s: %s".formatted(r.model(), r.reason())).toList());
  }

  private String name() {
    return options
        .sources()
        .content()
        .map(Path::toString)
        .orElse(options.sources().sample().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  private Path contentRoot() throws IOException {
    if (options.sources().content().isPresent()) {
      return options.sources().content().get();
    }
    Path folder = options.work().resolve("content");
    progress.step("making sample content: " + name());
    options.sources().sample().write(folder, options.seed());
    return folder;
  }
}
