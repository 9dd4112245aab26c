package io.hubstream.schemas;

/** The four kinds of topics, by the names that settings know them by. */
enum EventKind {
  CONTENT("content"),
  ENRICHED("enriched"),
  AUDIT("audit"),
  MODEL_REGISTRY("model-registry");

  private final String setting;

  EventKind(String setting) {
    this.setting = setting;
  }

  /** The setting that says how records of this kind are framed. */
  String formatSetting() {
    return WireConfig.FORMAT + "." + setting;
  }
}
