package io.hubstream.content;

/** The stage of the pipeline; the value of the {@code hubstream.error.stage} header. */
public enum Stage {
  INTAKE,
  PAYLOAD,
  DECODE,
  INFERENCE,
  ASSEMBLE
}
