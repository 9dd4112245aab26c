package io.hubstream.content;

/** The two kinds of content that models are made for. */
public enum MediaKind {
  IMAGE,
  DOCUMENT
}
