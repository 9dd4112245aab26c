package io.hubstream.serving;

import io.hubstream.content.ModelVersion;

/** Told what became of rows that models ran. Called for each result; any thread, never waits. */
public interface ResultJudge {
  ResultJudge NONE =
      new ResultJudge() {
        @Override
        public void good(ModelVersion version, int rows) {}

        @Override
        public void bad(ModelVersion version, int rows, int errors, int notFinite) {}
      };

  /** All rows of a result were fine. */
  void good(ModelVersion version, int rows);

  /**
   * Some were not.
   *
   * @param rows of the result, all of them
   * @param errors that could not be run
   * @param notFinite that gave NaN or infinite values
   */
  void bad(ModelVersion version, int rows, int errors, int notFinite);
}
