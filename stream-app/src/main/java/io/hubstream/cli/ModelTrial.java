package io.hubstream.cli;

import io.hubstream.artifacts.ManifestJson;
import io.hubstream.batching.InferenceResult;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.Execution;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.Chunker;
import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.ImageLimits;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.serving.tensorflow.TensorFlowImageDecoder;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.topology.ResultAssembler;
import io.hubstream.topology.ResultSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One model version, loaded as the service loads it, for a file at a time. One thread's. */
final class ModelTrial implements AutoCloseable {
  private static final int MAX_CHUNKS = 1_000;
  private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

  private final Servable servable;
  private final TensorFlowImageDecoder images;
  private final TikaTextExtractor documents;
  private final ResultAssembler assembler;

  private ModelTrial(Servable servable, int top) {
    this.servable = servable;
    this.images = new TensorFlowImageDecoder(ImageLimits.DEFAULT, TensorFlowSettings.DEFAULT);
    this.documents = new TikaTextExtractor(DocumentLimits.DEFAULT);
    this.assembler = new ResultAssembler(new ResultSettings(top, false, MAX_CHUNKS));
  }

  /** Loads a version folder; what a manifest does not say is inferred, and nothing is written. */
  static ModelTrial load(Path folder, ManifestHints hints, OpSettings ops, int top)
      throws ModelRefusedException, IOException {
    ModelManifest manifest = manifest(folder, hints, ops);
    ModelVersion version = new ModelVersion(manifest.model(), manifest.version(), NO_DIGEST);
    Servable servable =
        new TensorFlowLoader(TensorFlowSettings.DEFAULT, ops)
            .load(new ModelArtifact(version, folder, manifest));
    return new ModelTrial(servable, top);
  }

  private static ModelManifest manifest(Path folder, ManifestHints hints, OpSettings ops)
      throws ModelRefusedException, IOException {
    Path file = folder.resolve(ModelManifest.FILE_NAME);
    if (Files.exists(file)) {
      return ManifestJson.read(Files.readAllBytes(file));
    }
    InferredModel inferred = new SavedModelInspector(ops).infer(folder, hints);
    return new ModelManifest(
        String.valueOf(folder.toAbsolutePath().getFileName()),
        "unpackaged",
        inferred.tags(),
        inferred.input(),
        inferred.embedding(),
        inferred.classification(),
        "",
        new ModelManifest.Lineage(folder.toUri().toString(), "", ""),
        Instant.EPOCH,
        List.of());
  }

  /** Decodes a file and runs it. */
  ModelResult send(String mediaType, ByteBuffer bytes, String name)
      throws BadRecordException, InferenceException, InterruptedException {
    List<DocumentChunk> chunks = List.of();
    List<ModelInput> inputs = new ArrayList<>();
    if (servable.spec().preprocessing() instanceof ImagePreprocessing form) {
      inputs.addAll(images.decode(mediaType, bytes, List.of(form)));
    } else {
      String text = documents.extract(mediaType, bytes, Optional.of(name));
      TextPreprocessing form = (TextPreprocessing) servable.spec().preprocessing();
      chunks = Chunker.chunk(text, form, MAX_CHUNKS);
      chunks.forEach(chunk -> inputs.add(new ModelInput.Text(chunk.text())));
    }
    long start = System.nanoTime();
    List<ModelOutput> outputs = servable.run(inputs, inputs.size());
    long micros = (System.nanoTime() - start) / 1_000;
    Execution execution = new Execution(inputs.size(), inputs.size(), servable.device(), micros);
    List<InferenceResult> rows =
        outputs.stream().map(output -> new InferenceResult(output, execution)).toList();
    return assembler.assemble(servable.spec(), chunks, rows);
  }

  @Override
  public void close() {
    documents.close();
    images.close();
    servable.close();
  }
}
