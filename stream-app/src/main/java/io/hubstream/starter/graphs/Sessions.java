package io.hubstream.starter.graphs;

import org.tensorflow.proto.ConfigProto;

/** How sessions are opened that build and measure starter models. */
final class Sessions {
  /**
   * Hides GPUs: every build gives the same bytes, and the options of the process's first session on
   * a GPU stay those of the service.
   */
  static final ConfigProto CPU = ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();

  private Sessions() {}
}
