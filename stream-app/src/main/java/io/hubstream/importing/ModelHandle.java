package io.hubstream.importing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a person names to have it imported. */
public sealed interface ModelHandle {

  /** Where it comes from, as the manifest's lineage says; it holds no secret. */
  String source();

  /** A name for the model; not necessarily one that may name a folder. */
  String suggestedName();

  /** The version that the handle names, if it does. */
  Optional<String> suggestedVersion();

  /**
   * A model of TensorFlow Hub.
   *
   * @param path publisher and model, two parts or more
   * @param version a number
   */
  record TensorFlowHub(List<String> path, String version) implements ModelHandle {
    private static final String HOME = "https://tfhub.dev";

    public TensorFlowHub {
      path = List.copyOf(path);
    }

    /** Where its archive is asked for. */
    URI download(Optional<URI> mirror) {
      return URI.create(
          WebAddress.base(mirror, HOME)
              + "/"
              + String.join("/", path)
              + "/"
              + version
              + "?tf-hub-format=compressed");
    }

    @Override
    public String source() {
      return HOME + "/" + String.join("/", path) + "/" + version;
    }

    @Override
    public String suggestedName() {
      return String.join("-", path.subList(1, path.size()));
    }

    @Override
    public Optional<String> suggestedVersion() {
      return Optional.of(version);
    }
  }

  /**
   * A variation of a model of Kaggle.
   *
   * @param framework in the spelling of Kaggle, {@code tensorFlow1} or {@code tensorFlow2}
   * @param version a number; empty for the newest
   */
  record Kaggle(
      String owner, String model, String framework, String variation, Optional<String> version)
      implements ModelHandle {
    private static final String HOME = "https://www.kaggle.com";

    /** Where its archive is asked for; it must have a version. */
    URI download(Optional<URI> mirror) {
      return URI.create(api(mirror) + "/" + version.orElseThrow() + "/download");
    }

    /** Where the number of its newest version is asked for. */
    URI newest(Optional<URI> mirror) {
      return URI.create(api(mirror) + "/get");
    }

    private String api(Optional<URI> mirror) {
      return WebAddress.base(mirror, HOME) + "/api/v1/models/" + path();
    }

    /** The same variation in this version. */
    Kaggle at(String number) {
      return new Kaggle(owner, model, framework, variation, Optional.of(number));
    }

    private String path() {
      return owner + "/" + model + "/" + framework + "/" + variation;
    }

    @Override
    public String source() {
      return HOME + "/models/" + path() + version.map(number -> "/" + number).orElse("");
    }

    @Override
    public String suggestedName() {
      return model + "-" + variation;
    }

    @Override
    public Optional<String> suggestedVersion() {
      return version;
    }
  }

  /** An archive on the web, or a model of a service that speaks TensorFlow Hub's protocol. */
  record RemoteArchive(URI address) implements ModelHandle {

    /** Hub services want the form of the answer; plain archives are asked for as they are. */
    URI download() {
      if (ArchiveName.isArchive(address.getPath())) {
        return address;
      }
      return URI.create(
          address + (address.getRawQuery() == null ? "?" : "&") + "tf-hub-format=compressed");
    }

    @Override
    public String source() {
      return WebAddress.shown(address);
    }

    @Override
    public String suggestedName() {
      return ArchiveName.model(address.getPath());
    }

    @Override
    public Optional<String> suggestedVersion() {
      return ArchiveName.version(address.getPath());
    }
  }

  /** An archive, a SavedModel or a base path of TensorFlow Serving on this machine. */
  record Local(Path path) implements ModelHandle {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    @Override
    public String source() {
      return path.toUri().toString();
    }

    @Override
    public String suggestedName() {
      Path parent = path.getParent();
      Path named = suggestedVersion().isPresent() && parent != null ? parent : path;
      return ArchiveName.model(String.valueOf(named.getFileName()));
    }

    @Override
    public Optional<String> suggestedVersion() {
      return Optional.of(String.valueOf(path.getFileName()))
          .filter(name -> NUMBER.matcher(name).matches());
    }
  }
}
