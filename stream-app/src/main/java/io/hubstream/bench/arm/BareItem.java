package io.hubstream.bench.arm;

import io.hubstream.content.ContentItem;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.Payload;
import io.hubstream.content.Preprocessing;
import io.hubstream.serving.Servable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A content item in memory, with what the bare loop would otherwise work out each time.
 *
 * @param wanted distinct forms
 * @param pictures the same, when it is a picture
 */
record BareItem(
    ContentItem item,
    ByteBuffer bytes,
    List<Servable> servables,
    List<Preprocessing> wanted,
    List<ImagePreprocessing> pictures) {

  /**
   * @throws IOException a file that a claim check names cannot be read
   */
  static BareItem of(ContentItem item, List<Servable> servables) throws IOException {
    ByteBuffer bytes =
        item.payload() instanceof Payload.Reference reference
            ? ByteBuffer.wrap(Files.readAllBytes(Path.of(reference.uri())))
            : ((Payload.Inline) item.payload()).bytes();
    List<Preprocessing> wanted =
        servables.stream().map(s -> s.spec().preprocessing()).distinct().toList();
    List<ImagePreprocessing> pictures =
        wanted.stream()
            .filter(ImagePreprocessing.class::isInstance)
            .map(ImagePreprocessing.class::cast)
            .toList();
    return new BareItem(item, bytes, List.copyOf(servables), wanted, pictures);
  }
}
