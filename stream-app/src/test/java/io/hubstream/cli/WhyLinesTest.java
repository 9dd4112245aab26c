package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.audit.Evidence;
import io.hubstream.audit.Explanation;
import io.hubstream.audit.Explanation.Made;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.records.DesiredState;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.testing.Versions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhyLinesTest {
  private static final ModelVersion FALLBACK = Versions.version("a", 1);
  private static final ModelVersion WANTED = Versions.version("a", 3);

  private static DesiredVersion approved(ModelVersion version, String approver) {
    return Versions.wanted(version)
        .approved(Optional.of(new Approval(approver, Instant.EPOCH, Optional.empty())));
  }

  /** A result of a fallback. */
  private static Explanation why() {
    Evidence.Update update =
        new Evidence.Update(
            6,
            new DesiredState(
                "a",
                Optional.of(approved(WANTED, "carol")),
                Optional.empty(),
                Optional.of(approved(FALLBACK, "ada")),
                new DesiredState.Change(
                    DesiredState.Action.ACTIVATE, "bob", "", Instant.EPOCH, Optional.empty(), 1),
                Optional.empty()));
    return new Explanation(
        new Evidence(
            new SourcePosition("content", 0, 5),
            Optional.empty(),
            Optional.empty(),
            false,
            List.of(update)),
        Explanation.Outcome.GONE,
        List.of(),
        List.of(
            new Made(
                FALLBACK,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(update))),
        List.of(),
        List.of());
  }

  @Test
  void shouldPrintTheApproverOfTheFallbackThatMadeTheResult() {
    StringWriter out = new StringWriter();

    new WhyText(new PrintWriter(out, true)).print(why(), List.of());

    assertThat(out.toString())
        .contains("approved    by ada", "fallback    of a:3 (" + WANTED.digest())
        .doesNotContain("carol");
  }

  @Test
  void shouldTellTheApproverOfTheFallbackThatMadeTheResultAsJson() {
    assertThat(WhyJson.of(why(), List.of()).at("/models/0").toString())
        .contains("\"approvedBy\":\"ada\"", "\"fallbackOf\":{\"version\":\"3\"")
        .doesNotContain("carol");
  }
}
