package io.hubstream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.bridge.GridEventReader.Element;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridEventReaderTest {
  private static final String CLOUD =
      """
      {"specversion":"1.0","id":"e-1","type":"Microsoft.MachineLearningServices.ModelRegistered",
       "source":"%s","subject":"models/scenes:3","time":"2026-11-27T10:00:00.1234567+01:00",
       "data":{"modelName":"scenes","modelVersion":"3",
               "modelProperties":{"hubstream.artifact":"abfss://models@shop.dfs.core.windows.net/scenes/3",
                                  "Hubstream.Digest":"%s","hubstream.stage":"production"}}}"""
          .formatted(GridEvents.WORKSPACE, GridEvents.DIGEST);

  @Test
  void shouldReadEventGridsOwnSchemaInAnArray() throws Exception {
    String body = GridEvents.registered("831e1650", "scenes", 20, "2017-06-26T18:41:00.9584103Z");

    Announcement read = announcement(only(body));

    assertThat(read.display()).isEqualTo("scenes:20");
    assertThat(read.event().time()).isEqualTo(Instant.parse("2017-06-26T18:41:00.958410300Z"));
    assertThat(read.event().by()).isEqualTo("Azure ML event 831e1650");
    assertThat(read.event().reason())
        .isEqualTo(
            "ModelRegistered models/scenes:20 of 2017-06-26T18:41:00.958410300Z, from "
                + GridEvents.WORKSPACE);
    assertThat(read.artifact().digest()).contains(GridEvents.digest(20));
  }

  @Test
  void shouldReadACloudEventAloneWithKeysAndVersionInTheOtherForm() throws Exception {
    Announcement read = announcement(only(CLOUD));

    assertThat(read.display()).isEqualTo("scenes:3");
    assertThat(read.event().time()).isEqualTo(Instant.parse("2026-11-27T09:00:00.123456700Z"));
    assertThat(read.artifact())
        .extracting(a -> a.uri().orElseThrow(), a -> a.digest().orElseThrow(), a -> a.stage())
        .containsExactly(
            "abfss://models@shop.dfs.core.windows.net/scenes/3", GridEvents.DIGEST, "production");
  }

  @Test
  void shouldReadEachElementOfABatchByItself() {
    List<Element> read = GridEventReader.read(("[" + CLOUD + ",17," + CLOUD + "]").getBytes(UTF_8));

    assertThat(read).hasSize(3);
    assertThat(read.get(0)).isInstanceOf(Element.Event.class);
    assertThat(read.get(1)).isEqualTo(new Element.Broken("element 1: it is no JSON object"));
    assertThat(read.get(2)).isInstanceOf(Element.Event.class);
  }

  @Test
  void shouldReadACreatedManifestAsAnAnnouncementAndPassOverOtherBlobs() throws Exception {
    String created =
        """
        [{"topic":"/subscriptions/s/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/shop",
          "subject":"/blobServices/default/containers/models/blobs/live/scenes/4/%1$s",
          "eventType":"Microsoft.Storage.BlobCreated","eventTime":"2026-11-27T10:00:00Z","id":"b-1",
          "data":{"api":"PutBlockList","contentLength":512,"sequencer":"00000000000004420000000000028963",
                  "url":"https://shop.blob.core.windows.net/models/live/scenes/4/%1$s"}}]""";

    Announcement read = announcement(only(created.formatted("hubstream-model.json")));
    Reading other = EventMeaning.of(only(created.formatted("saved_model.pb")));

    Reading unwritten =
        EventMeaning.of(only(created.formatted("hubstream-model.json").replace(":512", ":0")));

    assertThat(unwritten).isInstanceOf(Reading.PassedOver.class);
    assertThat(read.display()).isEqualTo("scenes:4");
    assertThat(read.artifact().uri())
        .contains("https://shop.blob.core.windows.net/models/live/scenes/4");
    assertThat(read.sequencer().blob()).contains("00000000000004420000000000028963");
    assertThat(read.event().by()).isEqualTo("Azure Storage event b-1");
    assertThat(other).isInstanceOf(Reading.PassedOver.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json at all| it is no JSON",
        "{\"id\":\"1\"} trailing| it is no JSON",
        "[]| it is an empty array",
        "{\"id\":\"1\"}| has no object 'data'",
        "{\"data\":{},\"id\":\"1\"}| has no text 'eventType' or 'type'",
        "{\"data\":{},\"id\":\"1\",\"type\":\"t\",\"subject\":\"s\",\"source\":\"x\",\"time\":\"soon\"}| none of ISO 8601: soon",
        "{\"data\":{},\"id\":{},\"type\":\"t\",\"subject\":\"s\",\"source\":\"x\",\"time\":\"soon\"}| has no text 'id'",
      })
  void shouldSayWhatIsWrongWithABody(String body, String reason) {
    assertThat(GridEventReader.read(body.getBytes(UTF_8)))
        .singleElement()
        .isInstanceOfSatisfying(
            Element.Broken.class, broken -> assertThat(broken.reason()).contains(reason));
  }

  @Test
  void shouldRefuseWhatIsLargerThanAnEventCanBe() {
    byte[] large = ("{\"data\":\"" + "x".repeat(1 << 20) + "\"}").getBytes(UTF_8);

    assertThat(GridEventReader.read(large))
        .singleElement()
        .isInstanceOfSatisfying(
            Element.Broken.class,
            broken -> assertThat(broken.reason()).contains("more than 1048576"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"hubstream.artifact\":\"https://a/b?sig=hush\"| has a query",
        "\"hubstream.digest\":\"ABCDEF\"| must be 'sha256:' and the 64",
        "\"hubstream.stage\":\"a b\"| must be a name",
        "\"hubstream.artifact\":\"https://a/LONG\"| has more than 2000 characters",
        "\"type\":\"other\",\"hubstream.stage\":\"x\",\"HUBSTREAM.STAGE\":\"y z\"|",
      })
  void shouldRefuseTagsThatCannotBeUsedWithoutRepeatingThem(String tags, String reason) {
    String longer = tags.replace("LONG", "x".repeat(2_000));
    GridEvent event = only(GridEvents.registered("1", "m", 1, "2026-11-27T10:00:00Z", longer));

    if (reason == null) {
      assertThat(tagFailure(event)).isEmpty();
    } else {
      assertThat(tagFailure(event)).contains(reason).doesNotContain("hush", "ABCDEF");
    }
  }

  @Test
  void shouldRefuseTagsThatContradictTheProperties() {
    String body =
        CLOUD.replace(
            "\"modelProperties\"",
            "\"modelTags\":{\"hubstream.stage\":\"staging\"},\"modelProperties\"");

    assertThat(tagFailure(only(body)))
        .contains("tags and its properties say different things of hubstream.stage");
  }

  private static String tagFailure(GridEvent event) {
    try {
      EventMeaning.of(event);
      return "";
    } catch (UnusableEventException e) {
      return e.reason();
    }
  }

  private static Announcement announcement(GridEvent event) throws UnusableEventException {
    return ((Reading.Announces) EventMeaning.of(event)).announcement();
  }

  private static GridEvent only(String body) {
    List<Element> elements = GridEventReader.read(body.getBytes(UTF_8));
    assertThat(elements).hasSize(1);
    assertThat(elements.get(0)).isInstanceOf(Element.Event.class);
    return ((Element.Event) elements.get(0)).event();
  }
}
