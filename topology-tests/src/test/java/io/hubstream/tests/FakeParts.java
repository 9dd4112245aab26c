package io.hubstream.tests;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.service.ServiceParts;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.Versions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Parts of a service whose models are fakes: text models that answer at once. */
final class FakeParts {
  final FakeLoader loader = new FakeLoader().specs(Versions::textSpec);
  final FakeArtifactSource artifacts = new FakeArtifactSource();

  ServiceParts parts() {
    return new ServiceParts(
        loader, new NoImages(), new Utf8Texts(), artifacts, "none", ServiceParts.Meters.NONE);
  }

  private static final class NoImages implements ImageDecoder {
    @Override
    public List<ModelInput.ImageTensor> decode(
        String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted) {
      return wanted.stream().map(w -> new ModelInput.ImageTensor(new float[w.size()])).toList();
    }
  }

  private static final class Utf8Texts implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName) {
      return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    @Override
    public void close() {}
  }
}
