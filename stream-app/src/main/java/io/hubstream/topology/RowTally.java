package io.hubstream.topology;

import io.hubstream.batching.InferenceResult;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ResultJudge;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a judge what became of the rows of a result; they are counted only when one is spoilt. */
final class RowTally {
  private final ResultJudge judge;

  RowTally(ResultJudge judge) {
    this.judge = judge;
  }

  /**
   * Every row ran.
   *
   * @param rows what each gave
   */
  void made(ModelResult result, List<@Nullable Object> rows) {
    if (result instanceof ModelResult.Ok) {
      judge.good(result.version(), rows.size());
    } else {
      spoilt(result.version(), rows);
    }
  }

  /**
   * Some rows did not run, or gave no numbers.
   *
   * @param rows what each gave: a result, or what it failed with
   */
  void spoilt(ModelVersion version, List<@Nullable Object> rows) {
    int errors = 0;
    int notFinite = 0;
    for (Object row : rows) {
      if (!(row instanceof InferenceResult result)) {
        errors++;
      } else if (!ResultAssembler.isFinite(result.output())) {
        notFinite++;
      }
    }
    judge.bad(version, rows.size(), errors, notFinite);
  }
}
