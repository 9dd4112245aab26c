package io.hubstream.content;

/**
 * A document as text, cut into overlapping chunks.
 *
 * @param chunkCharacters longest chunk, in UTF-16 units
 * @param overlapCharacters how much of a chunk's end the next one repeats
 */
public record TextPreprocessing(int chunkCharacters, int overlapCharacters)
    implements Preprocessing {

  /** What a manifest that says nothing gets. */
  public static final TextPreprocessing DEFAULT = new TextPreprocessing(2000, 200);

  public TextPreprocessing {
    if (chunkCharacters < 1 || overlapCharacters < 0 || overlapCharacters * 2 > chunkCharacters) {
      throw new IllegalArgumentException(
          "chunks of %d characters cannot overlap by %d: at most half"
              .formatted(chunkCharacters, overlapCharacters));
    }
  }

  @Override
  public String id() {
    return "text:" + chunkCharacters + "/" + overlapCharacters;
  }

  @Override
  public MediaKind mediaKind() {
    return MediaKind.DOCUMENT;
  }
}
