package io.hubstream.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.importing.ModelHandle.Kaggle;
import io.hubstream.importing.ModelHandle.Local;
import io.hubstream.importing.ModelHandle.RemoteArchive;
import io.hubstream.importing.ModelHandle.TensorFlowHub;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandleParserTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5",
        "https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5/",
        "https://www.tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5"
            + "?tf-hub-format=compressed",
        "tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5"
      })
  void shouldReadHandlesOfTensorFlowHub(String text) throws Exception {
    ModelHandle handle = HandleParser.parse(text);

    assertThat(handle)
        .isEqualTo(
            new TensorFlowHub(
                List.of("google", "imagenet", "mobilenet_v2_100_224", "feature_vector"), "5"));
    assertThat(handle.source())
        .isEqualTo("https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5");
    assertThat(handle.suggestedName()).isEqualTo("imagenet-mobilenet_v2_100_224-feature_vector");
    assertThat(handle.suggestedVersion()).contains("5");
    assertThat(((TensorFlowHub) handle).download(Optional.empty()))
        .isEqualTo(
            URI.create(
                "https://tfhub.dev/google/imagenet/mobilenet_v2_100_224/feature_vector/5"
                    + "?tf-hub-format=compressed"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google/mobilenet-v2/tensorFlow2/035-224-feature-vector/1",
        "google/mobilenet-v2/TensorFlow2/035-224-feature-vector/1",
        "https://www.kaggle.com/models/google/mobilenet-v2/tensorFlow2/035-224-feature-vector/1",
        "https://kaggle.com/models/google/mobilenet-v2/TensorFlow2/035-224-feature-vector/1"
            + "?tfhub-redirect=true",
        "https://www.kaggle.com/models/google/mobilenet-v2/frameworks/TensorFlow2/variations"
            + "/035-224-feature-vector/versions/1"
      })
  void shouldReadHandlesOfKaggle(String text) throws Exception {
    ModelHandle handle = HandleParser.parse(text);

    assertThat(handle)
        .isEqualTo(
            new Kaggle(
                "google",
                "mobilenet-v2",
                "tensorFlow2",
                "035-224-feature-vector",
                Optional.of("1")));
    assertThat(handle.source())
        .isEqualTo(
            "https://www.kaggle.com/models/google/mobilenet-v2/tensorFlow2"
                + "/035-224-feature-vector/1");
    assertThat(handle.suggestedName()).isEqualTo("mobilenet-v2-035-224-feature-vector");
    assertThat(((Kaggle) handle).download(Optional.of(URI.create("https://mirror.example/hub/"))))
        .isEqualTo(
            URI.create(
                "https://mirror.example/hub/api/v1/models/google/mobilenet-v2/tensorFlow2"
                    + "/035-224-feature-vector/1/download"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google/bert/tensorFlow1/uncased",
        "https://www.kaggle.com/models/google/bert/frameworks/tensorFlow1/variations/uncased"
      })
  void shouldLeaveTheVersionOpenWhenAKaggleHandleNamesNone(String text) throws Exception {
    Kaggle handle = (Kaggle) HandleParser.parse(text);

    assertThat(handle.version()).isEmpty();
    assertThat(handle.newest(Optional.empty()).toString())
        .isEqualTo("https://www.kaggle.com/api/v1/models/google/bert/tensorFlow1/uncased/get");
  }

  @Test
  void shouldKeepSecretsOutOfTheSourceWhenAnArchiveIsFetchedWithThem() throws Exception {
    ModelHandle handle =
        HandleParser.parse("https://a.blob.core.windows.net/m/pets.tar.gz?sv=1&sig=SECRET");

    assertThat(handle).isInstanceOf(RemoteArchive.class);
    assertThat(handle.source()).isEqualTo("https://a.blob.core.windows.net/m/pets.tar.gz");
    assertThat(handle.suggestedName()).isEqualTo("pets");
    assertThat(handle.suggestedVersion()).isEmpty();
    assertThat(((RemoteArchive) handle).download().toString()).endsWith("?sv=1&sig=SECRET");
  }

  @Test
  void shouldAskInTheFormOfTensorFlowHubWhenAnAddressIsNoArchive() throws Exception {
    RemoteArchive handle =
        (RemoteArchive) HandleParser.parse("https://models.example.org/pets/nets/7");

    assertThat(handle.download().toString())
        .isEqualTo("https://models.example.org/pets/nets/7?tf-hub-format=compressed");
    assertThat(handle.suggestedName()).isEqualTo("nets");
    assertThat(handle.suggestedVersion()).contains("7");
  }

  @Test
  void shouldPreferAFolderThatIsThereToAHandleOfTheSameSpelling() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("scenes/00000123"));

    ModelHandle handle = HandleParser.parse(folder.toString());

    assertThat(handle).isEqualTo(new Local(folder));
    assertThat(handle.suggestedName()).isEqualTo("scenes");
    assertThat(handle.suggestedVersion()).contains("00000123");
    assertThat(HandleParser.parse(folder.toUri().toString())).isEqualTo(new Local(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://tfhub.dev/google/nnlm-en-dim50 | names no version",
        "https://tfhub.dev/google/collection/nnlm | names no version",
        "https://tfhub.dev/google/lite-model/spice/1 | not a SavedModel",
        "https://tfhub.dev/google/tfjs-model/spice/1/default/1 | not a SavedModel",
        "https://tfhub.dev/google/../../etc/1 | no part of a model's name",
        "https://tfhub.dev/google/%2e%2e/1 | no part of a model's name",
        "https://www.kaggle.com/datasets/a/b | no model's page",
        "https://www.kaggle.com/models/google/bert | must name publisher, model, framework",
        "https://www.kaggle.com/models/google/bert/pyTorch/uncased/1 | only variations for tensorFlow1",
        "google/bert/tensorFlow2/uncased/newest | is no number",
        "http://models.example.org/a.tar.gz | is not encrypted",
        "https://me:SECRET@models.example.org/a.tar.gz | no user or password",
        "gs://bucket/model | not read from 'gs:'",
        "https://[bad | it is no address",
        "file:///no/such/folder | no file or folder",
        "google/mobilenet/5 | a handle is https://tfhub.dev/",
        "nothing-there | a handle is https://tfhub.dev/"
      })
  void shouldSayWhatIsWrongWhenATextNamesNoModel(String text, String reason) {
    assertThatThrownBy(() -> HandleParser.parse(text))
        .isInstanceOf(InvalidHandleException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("SECRET");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://mirror.example",
        "https://mirror.example?key=SECRET",
        "https://a:SECRET@mirror.example",
        "mirror.example"
      })
  void shouldRefuseAMirrorThatIsNotSafeToAsk(String text) {
    assertThatThrownBy(() -> HandleParser.mirror(text))
        .isInstanceOf(InvalidHandleException.class)
        .hasMessageNotContaining("SECRET");
  }
}
