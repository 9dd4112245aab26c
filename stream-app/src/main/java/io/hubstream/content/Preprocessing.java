package io.hubstream.content;

/**
 * What a model wants its input to look like. Equal values mean that one decoded form serves several
 * models.
 */
public sealed interface Preprocessing permits ImagePreprocessing, TextPreprocessing {

  /** A short stable name that says it all; part of each result's provenance. */
  String id();

  /** The kind of content it makes. */
  MediaKind mediaKind();
}
