package io.hubstream.topology;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.MediaKind;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Payload;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.Sha256;
import io.hubstream.content.Stage;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.Chunker;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.ParserUnavailableException;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.payload.Claim;
import io.hubstream.payload.PayloadSource;
import io.hubstream.payload.StoreUnavailableException;
import io.hubstream.serving.Servable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Claims a record's payload and decodes it to every form that its models want. Safe for any thread;
 * decoding blocks, so it belongs on the decode pool.
 */
public final class ContentDecoder {
  private final PayloadSource payloads;
  private final ImageDecoder images;
  private final TextExtractor documents;
  private final int maxChunks;
  private final EnrichmentMetrics metrics;

  public ContentDecoder(
      PayloadSource payloads,
      ImageDecoder images,
      TextExtractor documents,
      int maxChunks,
      EnrichmentMetrics metrics) {
    this.payloads = payloads;
    this.images = images;
    this.documents = documents;
    this.maxChunks = maxChunks;
    this.metrics = metrics;
  }

  /** A claim on the payload of a record, where the event does not carry it. */
  Optional<Claim> claim(ContentItem item, BooleanSupplier wanted) {
    return item.payload() instanceof Payload.Reference reference
        ? Optional.of(payloads.claim(reference, wanted))
        : Optional.empty();
  }

  /**
   * @param claim on the payload, where the event does not carry it
   * @throws BadRecordException the record is to blame; any failure of a decoder is one
   * @throws ParserUnavailableException it is not, but nothing can be parsed now
   * @throws StoreUnavailableException the payload's store is out of reach
   */
  DecodedContent decode(ContentItem item, Optional<Claim> claim, List<Servable> servables)
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    ByteBuffer bytes =
        claim.isPresent() ? claim.get().bytes() : ((Payload.Inline) item.payload()).bytes();
    String sha256 =
        item.payload() instanceof Payload.Reference reference
            ? reference.sha256()
            : Sha256.hex(bytes.duplicate());
    long start = System.nanoTime();
    List<Preprocessing> forms = new ArrayList<>(servables.size());
    List<Preprocessing> wanted = new ArrayList<>(servables.size());
    for (Servable servable : servables) {
      Preprocessing form = servable.spec().preprocessing();
      forms.add(form);
      if (!wanted.contains(form)) {
        wanted.add(form);
      }
    }
    List<DecodedContent.Rows> rows = decodeGuarded(item, bytes, wanted);
    long decoded = System.nanoTime();
    metrics.decoded(wanted.get(0).mediaKind(), decoded - start);
    long fetchMicros = claim.map(fetched -> fetched.took().toNanos() / 1000).orElse(0L);
    return new DecodedContent(
        sha256, ofEach(forms, wanted, rows), fetchMicros, (decoded - start) / 1000);
  }

  /** The rows of each model, where several may want the same form. */
  private static List<DecodedContent.Rows> ofEach(
      List<Preprocessing> forms, List<Preprocessing> wanted, List<DecodedContent.Rows> rows) {
    if (forms.size() == rows.size()) {
      return rows;
    }
    List<DecodedContent.Rows> each = new ArrayList<>(forms.size());
    for (Preprocessing form : forms) {
      each.add(rows.get(wanted.indexOf(form)));
    }
    return each;
  }

  private List<DecodedContent.Rows> decodeGuarded(
      ContentItem item, ByteBuffer bytes, List<Preprocessing> wanted)
      throws BadRecordException, InterruptedException {
    try {
      return wanted.get(0).mediaKind() == MediaKind.IMAGE
          ? decodeImage(item, bytes, wanted)
          : decodeDocument(item, bytes, wanted);
    } catch (ParserUnavailableException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw new BadRecordException(
          FailureKind.UNDECODABLE,
          Stage.DECODE,
          "the decoder for '%s' failed: %s".formatted(item.mediaType(), e),
          e);
    }
  }

  private List<DecodedContent.Rows> decodeImage(
      ContentItem item, ByteBuffer bytes, List<Preprocessing> wanted) throws BadRecordException {
    List<ImagePreprocessing> forms = new ArrayList<>(wanted.size());
    for (Preprocessing form : wanted) {
      forms.add((ImagePreprocessing) form);
    }
    List<ModelInput.ImageTensor> tensors = images.decode(item.mediaType(), bytes, forms);
    List<DecodedContent.Rows> rows = new ArrayList<>(forms.size());
    for (ModelInput.ImageTensor tensor : tensors) {
      rows.add(new DecodedContent.Rows(List.of(tensor), List.of()));
    }
    return rows;
  }

  private List<DecodedContent.Rows> decodeDocument(
      ContentItem item, ByteBuffer bytes, List<Preprocessing> wanted)
      throws BadRecordException, InterruptedException {
    String text = documents.extract(item.mediaType(), bytes, item.title());
    List<DecodedContent.Rows> rows = new ArrayList<>(wanted.size());
    for (Preprocessing form : wanted) {
      List<DocumentChunk> chunks = Chunker.chunk(text, (TextPreprocessing) form, maxChunks);
      List<ModelInput> inputs = new ArrayList<>(chunks.size());
      for (DocumentChunk chunk : chunks) {
        inputs.add(new ModelInput.Text(chunk.text()));
      }
      rows.add(new DecodedContent.Rows(inputs, chunks));
    }
    return rows;
  }
}
