package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class BuildFactsTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private static BuildFacts facts(String commit, String cuda) {
    Properties properties = new Properties();
    properties.setProperty("commit", commit);
    properties.setProperty("cuda", cuda);
    return BuildFacts.of(properties);
  }

  @Test
  void shouldKnowTheCommitAndWhetherSourcesWereChanged() {
    assertThat(facts(COMMIT, "").commit()).contains(COMMIT);
    assertThat(facts(COMMIT + "-dirty", "").commit()).contains(COMMIT + "+changes");
  }

  @Test
  void shouldNotKnowTheCommitWhenItWasBuiltWithoutGit() {
    assertThat(facts("${build.commit}", "").commit()).isEmpty();
    assertThat(facts("", "").commit()).isEmpty();
  }

  @Test
  void shouldKnowTheLibrariesThatABuildForGpusCarries() {
    BuildFacts facts = facts(COMMIT, "12.6-9.5-1.5.11");

    assertThat(facts.cuda()).isEqualTo("12.6");
    assertThat(facts.cudnn()).isEqualTo("9.5");
  }

  @Test
  void shouldBeFilledInByTheBuild() {
    assertThat(BuildFacts.here().cuda()).matches("\\d+\\.\\d+");
    assertThat(BuildFacts.here().cudnn()).matches("\\d+\\.\\d+");
  }
}
