package io.hubstream.serving;

/**
 * Where records come in. A planned pause holds it: what is in flight is finished and committed, and
 * nothing more is taken in. Implemented by {@code service}; safe for any thread.
 */
public interface Intake {
  /** Nothing comes in that could be held. */
  Intake NONE =
      new Intake() {
        @Override
        public void pause(String why) {}

        @Override
        public void resume() {}
      };

  /**
   * Takes nothing more in, soon. Returns at once. Called again during a pause, it changes only the
   * reason.
   *
   * @param why for people
   */
  void pause(String why);

  /** Goes on. */
  void resume();
}
