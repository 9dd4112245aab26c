package io.hubstream.bench.arm;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.ModelInput;
import io.hubstream.content.Preprocessing;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.Chunker;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.List;

/** Decodes an item as the pipeline does, once for each distinct form. Safe for any thread. */
record BareDecoder(ImageDecoder images, TextExtractor documents, int maxChunks) {

  /** Gives each model its rows; those that are full run. */
  void decode(BareItem item, BareRows rows)
      throws BadRecordException, InferenceException, InterruptedException {
    if (item.pictures().isEmpty()) {
      decodeDocument(item, rows);
    } else {
      decodePicture(item, rows);
    }
  }

  private void decodePicture(BareItem item, BareRows rows)
      throws BadRecordException, InferenceException {
    List<? extends ModelInput> tensors =
        images.decode(item.item().mediaType(), item.bytes().duplicate(), item.pictures());
    for (Servable servable : item.servables()) {
      rows.add(servable, tensors.get(item.wanted().indexOf(servable.spec().preprocessing())));
    }
  }

  private void decodeDocument(BareItem item, BareRows rows)
      throws BadRecordException, InferenceException, InterruptedException {
    String text =
        documents.extract(item.item().mediaType(), item.bytes().duplicate(), item.item().title());
    List<List<DocumentChunk>> forms = new ArrayList<>();
    for (Preprocessing form : item.wanted()) {
      forms.add(Chunker.chunk(text, (TextPreprocessing) form, maxChunks));
    }
    for (Servable servable : item.servables()) {
      int form = item.wanted().indexOf(servable.spec().preprocessing());
      for (DocumentChunk chunk : forms.get(form)) {
        rows.add(servable, new ModelInput.Text(chunk.text()));
      }
    }
  }
}
