package io.hubstream.service;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.Stage;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.Chunker;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.ParserUnavailableException;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.SampleDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes rows of golden samples, with the decoders that the stream uses.
 *
 * <p>Owner thread: none; safe for any thread. The decoders belong to somebody else.
 */
public final class ContentSampleDecoder implements SampleDecoder {
  private final ImageDecoder images;
  private final TextExtractor documents;
  private final int maxChunks;

  /**
   * @param maxChunks most chunks that a document may have
   */
  public ContentSampleDecoder(ImageDecoder images, TextExtractor documents, int maxChunks) {
    this.images = images;
    this.documents = documents;
    this.maxChunks = maxChunks;
  }

  @Override
  public List<ModelInput> decode(Item item, Preprocessing form)
      throws BadRecordException, IOException, InterruptedException {
    try {
      return form instanceof ImagePreprocessing image
          ? List.copyOf(images.decode(item.mediaType(), item.bytes(), List.of(image)))
          : chunks(item, (TextPreprocessing) form);
    } catch (ParserUnavailableException e) {
      throw new IOException("no document can be parsed now: " + e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new BadRecordException(
          FailureKind.UNDECODABLE,
          Stage.DECODE,
          "the decoder for '%s' failed: %s".formatted(item.mediaType(), e),
          e);
    }
  }

  private List<ModelInput> chunks(Item item, TextPreprocessing form)
      throws BadRecordException, InterruptedException {
    String text = documents.extract(item.mediaType(), item.bytes(), Optional.of(item.name()));
    List<ModelInput> rows = new ArrayList<>();
    for (DocumentChunk chunk : Chunker.chunk(text, form, maxChunks)) {
      rows.add(new ModelInput.Text(chunk.text()));
    }
    return rows;
  }
}
