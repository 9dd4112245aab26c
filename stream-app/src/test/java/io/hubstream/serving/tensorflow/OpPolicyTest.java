package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.OpDef;

class OpPolicyTest {

  /** Attributes through which an operation reaches a file or an address. */
  private static final Set<String> OUTWARD_ATTRIBUTES =
      Set.of(
          "filename",
          "file_name",
          "file_pattern",
          "vocab_file",
          "descriptor_source",
          "debug_urls",
          "debug_ops_spec",
          "output_stream",
          "output_file_path",
          "log_dir_path",
          "memory_region_name",
          "reader_path_prefix",
          "writer_path_prefix",
          "target_workers",
          "call_target_name",
          "target_name",
          "token");

  @TempDir Path temp;

  private final OpPolicy policy = OpPolicy.of(OpSettings.DEFAULT);

  private static List<OpDef> registered() {
    TensorFlowNatives.load();
    return TensorFlow.registeredOpList().getOpList();
  }

  @Test
  void shouldHaveARuleForEveryOperationOfThisTensorFlow() {
    assertThat(registered())
        .hasSizeGreaterThan(1_500)
        .allSatisfy(op -> assertThat(policy.rule(op.getName())).as(op.getName()).isPresent());
  }

  @Test
  void shouldNameNoOperationThatThisTensorFlowLacks() {
    Set<String> names = registered().stream().map(OpDef::getName).collect(Collectors.toSet());

    Set<String> strangers = new TreeSet<>(OpCatalogue.read().rules().keySet());
    strangers.removeAll(names);

    assertThat(strangers).isEmpty();
  }

  @Test
  void shouldAllowNoOperationWithAnAttributeThatReachesOut() {
    assertThat(registered())
        .filteredOn(op -> policy.rule(op.getName()).orElseThrow().place() == OpPlace.ALLOWED)
        .hasSizeGreaterThan(900)
        .allSatisfy(
            op ->
                assertThat(op.getAttrList())
                    .as(op.getName())
                    .noneMatch(attr -> OUTWARD_ATTRIBUTES.contains(attr.getName())));
  }

  @Test
  void shouldAllowNoOperationOfAGroupThatReachesOut() {
    assertThat(registered())
        .filteredOn(op -> policy.rule(op.getName()).orElseThrow().place() == OpPlace.ALLOWED)
        .extracting(OpDef::getName)
        .as("but for the contributions of single trees, which are values")
        .filteredOn(name -> !name.equals("BoostedTreesExampleDebugOutputs"))
        .noneMatch(
            name ->
                name.matches(
                    ".*(File|Reader|Dataset|Iterator|Queue|Barrier|Rpc|PyFunc|Collective|Nccl|TPU"
                        + "|Debug|Dump|Writer|Remote|Checkpoint|Mutex|Session).*|Xla.*|Print.*|_.*"));
  }

  @Test
  void shouldAllowOfThoseThatCommunicateOnlyCallsOfFunctions() {
    assertThat(registered())
        .filteredOn(OpDef::getIsDistributedCommunication)
        .hasSizeGreaterThan(10)
        .extracting(OpDef::getName)
        .filteredOn(name -> policy.rule(name).orElseThrow().place() == OpPlace.ALLOWED)
        .containsExactly("StatefulPartitionedCall");
  }

  @ParameterizedTest
  @CsvSource({
    "MatMul, ALLOWED",
    "StatefulPartitionedCall, ALLOWED",
    "VarHandleOp, ALLOWED",
    "LookupTableFindV2, ALLOWED",
    "OptionalFromValue, ALLOWED",
    "RestoreV2, RESTORE",
    "ShardedFilename, RESTORE",
    "SaveV2, SAVE",
    "MergeV2Checkpoints, SAVE",
    "InitializeTableFromTextFileV2, INITIALISE",
    "ReadFile, DENIED",
    "WriteFile, DENIED",
    "PyFunc, DENIED",
    "EagerPyFunc, DENIED",
    "Abort, DENIED",
    "RpcClient, DENIED",
    "CollectiveReduceV2, DENIED",
    "DumpTensor, DENIED",
    "DebugIdentityV2, DENIED",
    "DecodeProtoV2, DENIED",
    "FixedUnigramCandidateSampler, DENIED",
    "XlaCallModule, DENIED",
    "TFRecordDataset, DENIED",
    "QueueDequeueV2, DENIED",
    "_HostRecv, DENIED",
    "_Anything, DENIED"
  })
  void shouldClassify(String op, OpPlace place) {
    assertThat(policy.rule(op).orElseThrow().place()).isEqualTo(place);
  }

  @Test
  void shouldNotKnowWhatTensorFlowDoesNotKnow() {
    assertThat(policy.rule("TokenizerFromLogits")).isEmpty();
  }

  @Test
  void shouldAllowAndDenyAsTheSettingsSay() {
    OpPolicy other = OpPolicy.of(OpSettings.of(List.of(), List.of("ReadFile"), List.of("MatMul")));

    assertThat(other.rule("ReadFile").orElseThrow().place()).isEqualTo(OpPlace.ALLOWED);
    assertThat(other.rule("MatMul"))
        .contains(new OpRule(OpPlace.DENIED, "models.ops.deny names it"));
    assertThat(other.differences())
        .containsExactly("also allowed: ReadFile", "also denied: MatMul");
    assertThat(other.describe()).startsWith(other.digest()).contains("not the default");
  }

  @Test
  void shouldHaveOneDigestForOnePolicy() {
    String digest = policy.digest();

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(OpPolicy.of(OpSettings.DEFAULT).digest()).isEqualTo(digest);
    assertThat(OpPolicy.of(OpSettings.of(List.of(), List.of("MatMul"), List.of())).digest())
        .as("MatMul is allowed anyway")
        .isEqualTo(digest);
    assertThat(OpPolicy.of(OpSettings.of(List.of(), List.of("ReadFile"), List.of())).digest())
        .isNotEqualTo(digest);
    assertThat(OpPolicy.of(OpSettings.of(List.of(), List.of(), List.of("MatMul"))).digest())
        .isNotEqualTo(digest);
    assertThat(policy.describe()).isEqualTo(digest + " (the default)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"readfile", "TokenizerFromLogits"})
  void shouldRefuseANameThatNobodyKnows(String name) {
    assertThatThrownBy(() -> OpPolicy.of(OpSettings.of(List.of(), List.of(name), List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("models.ops.allow names [" + name + "]");
    assertThatThrownBy(() -> OpPolicy.of(OpSettings.of(List.of(), List.of(), List.of(name))))
        .hasMessageContaining("models.ops.deny names [" + name + "]");
  }

  @Test
  void shouldRefuseALibraryThatIsMissingOrNone() throws Exception {
    Path missing = temp.resolve("missing.so");
    Path bogus = Files.writeString(temp.resolve("bogus.so"), "this is no shared object");

    assertThatThrownBy(() -> OpPolicy.of(OpSettings.of(List.of(missing), List.of(), List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("missing.so")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> OpPolicy.of(OpSettings.of(List.of(bogus), List.of(), List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("bogus.so")
        .hasMessageContaining("cannot be loaded")
        .hasMessageContaining("for TensorFlow 2.");
  }

  @Test
  void shouldRefuseACatalogueThatSaysTwoThings() {
    assertThatThrownBy(() -> OpCatalogue.parse(List.of("[allowed] a", "Abs", "[denied] b", "Abs")))
        .hasMessageContaining("'Abs' stands twice");
    assertThatThrownBy(() -> OpCatalogue.parse(List.of("Abs")))
        .hasMessageContaining("before the first group");
  }
}
