package io.hubstream.serving.tensorflow;

import io.hubstream.serving.tensorflow.CudaLibrary.Origin;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the CUDA libraries and loads them before TensorFlow. TensorFlow opens CUDA by the names of
 * its libraries and takes one that the process has loaded already; it does not look into jars or
 * folders of ours. It must find them when its own library is loaded: that is when it registers its
 * kernels, and what it missed then it does not look for again.
 *
 * <p>Those of the class path are used in place where they lie in a folder, and are unpacked into
 * JavaCPP's cache once where they are in a jar, side by side, so that those which cuDNN opens by
 * itself are found by it. Where there is no driver, nothing is unpacked or loaded.
 */
final class CudaLibraries {
  /** System property: folders to look into first, separated by colons. */
  static final String FOLDERS = "hubstream.cuda.path";

  private static final Logger LOG = LoggerFactory.getLogger(CudaLibraries.class);
  private static final String RESOURCES = "/org/bytedeco/cuda/linux-x86_64/";

  private static final List<String> INSTALLED =
      List.of(
          "/usr/local/cuda/lib64",
          "/usr/local/cuda-12/lib64",
          "/usr/local/cuda/targets/x86_64-linux/lib",
          "/opt/cuda/lib64");

  /** A library and what it is for. */
  private record Need(String name, String purpose) {}

  /** In the order in which one needs the other. */
  private static final List<Need> OPENED =
      List.of(
          new Need("libcudart.so.12", "CUDA runtime; TensorFlow opens it"),
          new Need("libnvJitLink.so.12", "needed by cuSPARSE and cuSOLVER, opened by cuFFT"),
          new Need("libcublasLt.so.12", "matrix products; TensorFlow opens it"),
          new Need("libcublas.so.12", "matrix products; TensorFlow opens it"),
          new Need("libcusparse.so.12", "sparse matrices; TensorFlow opens it"),
          new Need("libcusolver.so.11", "linear solvers; TensorFlow opens it"),
          new Need("libcufft.so.11", "Fourier transforms; TensorFlow opens it"),
          new Need("libnvrtc.so.12", "compiles cuDNN's runtime engines; cuDNN opens it"),
          new Need("libcudnn.so.9", "neural network primitives; TensorFlow opens it"));

  /** Opened by others of these, beside themselves. */
  private static final List<Need> BESIDE =
      List.of(
          new Need("libnvrtc-builtins.so.12.6", "opened by NVRTC"),
          new Need("libcudnn_graph.so.9", "opened by cuDNN: graphs of operations"),
          new Need("libcudnn_ops.so.9", "opened by cuDNN: activations, pooling, normalisation"),
          new Need("libcudnn_cnn.so.9", "opened by cuDNN: convolutions"),
          new Need("libcudnn_adv.so.9", "opened by cuDNN: recurrent networks, attention"),
          new Need("libcudnn_heuristic.so.9", "opened by cuDNN: choice of engines"),
          new Need("libcudnn_engines_precompiled.so.9", "opened by cuDNN: engines"),
          new Need("libcudnn_engines_runtime_compiled.so.9", "opened by cuDNN: engines"));

  private CudaLibraries() {}

  /** Finds and loads all, once; later calls return what the first one did. */
  static List<CudaLibrary> loaded() {
    return Loaded.LIBRARIES;
  }

  /**
   * As {@link #loaded}, but each one that is a file has been opened, also those that are needed
   * later or not at all: a doctor must know now what would go wrong then.
   */
  static List<CudaLibrary> checked() {
    return loaded().stream().map(CudaLibraries::opened).toList();
  }

  /** Initialised by the first who asks. */
  private static final class Loaded {
    static final List<CudaLibrary> LIBRARIES = load();
  }

  private static List<CudaLibrary> load() {
    List<CudaLibrary> libraries = locate(LibrarySearch.here());
    if (!TensorFlowNatives.forGpu() || !NvidiaDriver.find().present()) {
      return libraries;
    }
    List<CudaLibrary> loaded = libraries.stream().map(CudaLibraries::load).toList();
    List<CudaLibrary> failed = loaded.stream().filter(one -> !usable(one)).toList();
    if (failed.isEmpty()) {
      LOG.info("CUDA and cuDNN are loaded: {}", loaded.get(0).place());
    } else {
      LOG.warn(
          "CUDA is not complete, models may run on the CPU; see 'hubstream doctor': {}",
          failed.stream().map(CudaLibrary::name).toList());
    }
    return loaded;
  }

  private static boolean usable(CudaLibrary library) {
    return library.origin() != Origin.MISSING && library.problem().isEmpty();
  }

  /** Where each would be taken from; those that others open come first. */
  static List<CudaLibrary> locate(LibrarySearch search) {
    List<CudaLibrary> libraries = new ArrayList<>();
    BESIDE.forEach(need -> libraries.add(locate(need, search)));
    OPENED.forEach(need -> libraries.add(locate(need, search)));
    return List.copyOf(libraries);
  }

  private static CudaLibrary locate(Need need, LibrarySearch search) {
    String name = need.name();
    Optional<Path> named =
        search.inFolders(List.of(System.getProperty(FOLDERS, "").split(":")), name);
    if (named.isPresent()) {
      return found(need, Origin.SETTING, named.get().toString());
    }
    URL resource = CudaLibraries.class.getResource(RESOURCES + name);
    if (resource != null) {
      return file(resource)
          .map(file -> found(need, Origin.FOLDER, file.toString()))
          .orElseGet(() -> found(need, Origin.JAR, resource.toString()));
    }
    return search
        .find(name)
        .or(() -> search.inFolders(INSTALLED, name))
        .map(file -> found(need, Origin.SYSTEM, file.toString()))
        .orElseGet(() -> found(need, Origin.MISSING, ""));
  }

  private static CudaLibrary found(Need need, Origin origin, String place) {
    return new CudaLibrary(need.name(), need.purpose(), origin, place, Optional.empty());
  }

  private static Optional<Path> file(URL resource) {
    try {
      return resource.getProtocol().equals("file")
          ? Optional.of(Path.of(resource.toURI()))
          : Optional.empty();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class loader names places by URIs", e);
    }
  }

  /** Those that others open are put in place only: they are opened when they are needed. */
  private static CudaLibrary load(CudaLibrary library) {
    if (library.origin() != Origin.JAR) {
      return isOpened(library) ? opened(library) : library;
    }
    try {
      CudaLibrary unpacked = at(library, unpacked(library.name()), Optional.empty());
      return isOpened(library) ? opened(unpacked) : unpacked;
    } catch (IOException e) {
      return at(library, library.place(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static boolean isOpened(CudaLibrary library) {
    return OPENED.stream().anyMatch(need -> need.name().equals(library.name()));
  }

  /** Opens a file; what is still in a jar, or nowhere, is left as it is. */
  private static CudaLibrary opened(CudaLibrary library) {
    if (!Files.isRegularFile(Path.of(library.place()))) {
      return library;
    }
    try {
      System.load(library.place());
      return library;
    } catch (UnsatisfiedLinkError e) {
      return at(library, library.place(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static CudaLibrary at(CudaLibrary library, String place, Optional<String> problem) {
    return new CudaLibrary(library.name(), library.purpose(), library.origin(), place, problem);
  }

  private static String unpacked(String name) throws IOException {
    File file = Loader.cacheResource(CudaLibraries.class.getResource(RESOURCES + name));
    if (file == null) {
      throw new IOException("it could not be unpacked into JavaCPP's cache");
    }
    return file.getAbsolutePath();
  }
}
