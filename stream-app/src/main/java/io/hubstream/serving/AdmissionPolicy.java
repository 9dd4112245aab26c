package io.hubstream.serving;

/**
 * Which versions may be activated in this environment. Asked on the lifecycle thread for each
 * version that the registry wants, also for one that is still loaded or serves already. What is
 * refused is not activated; what serves goes on serving. Implemented by {@code approval}.
 */
public interface AdmissionPolicy {

  /** What an environment for experiments does: everything is admitted. */
  AdmissionPolicy LENIENT = (wanted, direction) -> {};

  /** Which way an activation goes. */
  enum Direction {
    /** To a version that the registry wants to see serve from now on. */
    FORWARD,
    /**
     * To one that was good before: by a rollback, as the fallback of a refused version, or because
     * it serves already.
     */
    BACK
  }

  /**
   * Asked before anything is fetched.
   *
   * @throws ModelRefusedException saying which rule the version breaks and how to cure that
   */
  void admit(DesiredVersion wanted, Direction direction) throws ModelRefusedException;

  /**
   * Asked when the artifact has been verified.
   *
   * @throws ModelRefusedException saying what the manifest lacks
   */
  default void admit(ModelManifest manifest) throws ModelRefusedException {}
}
