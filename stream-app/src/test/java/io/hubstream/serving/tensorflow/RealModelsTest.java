package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelInput.Text;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import io.hubstream.testing.SharedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real models on real content. */
class RealModelsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "Session.java, java",
    "train.py, py",
    "image.go, go",
    "basic_manager.cc, cpp",
    "pom.xml, xml",
    "languages.json, json"
  })
  void shouldNameTheLanguageWhenGivenSourceCode(String file, String language) throws Exception {
    String text = Files.readString(SharedFiles.input("code").resolve(file));
    try (Servable guesslang = load("guesslang")) {
      ModelOutput output = guesslang.run(List.of(new Text(text)), 1).get(0);
      assertThat(best(guesslang, output)).isEqualTo(language);
      assertThat(guesslang.spec().classification().orElseThrow().labels()).hasSize(54);
      assertThat(guesslang.spec().embedding()).isEmpty();
    }
  }

  @Test
  void shouldGiveTheSameWhenTextIsPadded() throws Exception {
    List<ModelInput> texts =
        List.of(new Text("def f(x):\n  return x\n"), new Text("package main\nfunc main() {}\n"));
    try (Servable guesslang = load("guesslang")) {
      List<ModelOutput> padded = guesslang.run(texts, 8);
      assertThat(padded).hasSize(2);
      for (int i = 0; i < texts.size(); i++) {
        float[] alone = guesslang.run(List.of(texts.get(i)), 1).get(0).scores().orElseThrow();
        Numbers.assertClose(padded.get(i).scores().orElseThrow(), alone, 1e-5f);
      }
    }
  }

  private Servable load(String model) throws Exception {
    return Models.load(SharedFiles.copy(SharedFiles.model(model), temp.resolve(model)));
  }

  static String best(Servable servable, ModelOutput output) {
    float[] scores = output.scores().orElseThrow();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return servable.spec().classification().orElseThrow().labels().get(best);
  }
}
