package io.hubstream.serving.tensorflow;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;

/**
 * Which operations a model may run. A SavedModel is a program: refused are operations that reach
 * out of the graph, to files, the network, Python or the process. Saver operations are fine in the
 * saver's subgraph, and table initialisers in the initialiser's, never below a signature.
 */
final class OpPolicy {

  /** Read or write checkpoints: for the saver alone. */
  private static final Set<String> SAVER =
      Set.of(
          "Save",
          "SaveSlices",
          "SaveV2",
          "Restore",
          "RestoreSlice",
          "RestoreV2",
          "MergeV2Checkpoints",
          "CheckpointManager");

  /** Read a vocabulary: for the initialiser alone. */
  private static final Set<String> TABLE_INITIALISERS =
      Set.of("InitializeTableFromTextFile", "InitializeTableFromTextFileV2");

  /** Read or write files, or memory regions by name. */
  private static final Set<String> FILES =
      Set.of(
          "ReadFile",
          "WriteFile",
          "MatchingFiles",
          "WholeFileReader",
          "WholeFileReaderV2",
          "TextLineReader",
          "TextLineReaderV2",
          "TFRecordReader",
          "TFRecordReaderV2",
          "FixedLengthRecordReader",
          "FixedLengthRecordReaderV2",
          "LMDBReader",
          "ReaderRead",
          "ReaderReadV2",
          "ReaderReadUpTo",
          "ReaderReadUpToV2",
          "ImmutableConst",
          "PrintV2",
          "LoadAndRemapMatrix",
          "GenerateVocabRemapping",
          "FileSystemSetConfiguration",
          "DebugIdentity",
          "DebugIdentityV2",
          "DebugIdentityV3",
          "DebugNanCount",
          "DebugNumericSummary",
          "DebugNumericSummaryV2",
          "TextLineDataset",
          "TFRecordDataset",
          "TFRecordDatasetV2",
          "FixedLengthRecordDataset",
          "FixedLengthRecordDatasetV2",
          "MatchingFilesDataset",
          "CSVDataset",
          "CSVDatasetV2",
          "LMDBDataset",
          "SqlDataset",
          "CacheDataset",
          "CacheDatasetV2",
          "SnapshotDataset",
          "SnapshotDatasetV2",
          "SnapshotDatasetReader",
          "SnapshotChunkDataset",
          "SnapshotNestedDatasetReader",
          "SaveDataset",
          "SaveDatasetV2",
          "LoadDataset",
          "DatasetToTFRecord",
          "DistributedSave",
          "ListSnapshotChunksDataset",
          "CreateSummaryFileWriter",
          "CreateSummaryDbWriter",
          "WriteSummary",
          "WriteScalarSummary",
          "WriteHistogramSummary",
          "WriteImageSummary",
          "WriteAudioSummary",
          "WriteGraphSummary",
          "WriteRawProtoSummary",
          "ImportEvent");

  /** Reach other processes. */
  private static final Set<String> NETWORK =
      Set.of(
          "RemoteCall",
          "RpcServer",
          "RpcServerStart",
          "RpcServerRegister",
          "RpcClient",
          "RpcCall",
          "DataServiceDataset",
          "DataServiceDatasetV2",
          "DataServiceDatasetV3",
          "DataServiceDatasetV4",
          "RegisterDataset",
          "RegisterDatasetV2",
          "Send",
          "Recv",
          "_Send",
          "_Recv",
          "_HostSend",
          "_HostRecv",
          "RemoteFusedGraphExecute");

  /** Run code of the host, or end it. */
  private static final Set<String> PROCESS =
      Set.of("PyFunc", "PyFuncStateless", "EagerPyFunc", "GeneratorDataset", "Abort");

  private static final List<Set<String>> OUTWARD = List.of(FILES, NETWORK, PROCESS);

  private final Set<String> registered = registered();

  private static Set<String> registered() {
    TensorFlowNatives.load();
    return TensorFlow.registeredOpList().getOpList().stream()
        .map(op -> op.getName())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Operations that this TensorFlow does not know; those with a leading underscore are its own. */
  SortedSet<String> unknown(Collection<String> ops) {
    return filtered(ops, op -> !op.startsWith("_") && !registered.contains(op));
  }

  /** Operations that nothing below a signature may use. */
  SortedSet<String> deniedInSignature(Collection<String> ops) {
    return filtered(
        ops, op -> isOutward(op) || SAVER.contains(op) || TABLE_INITIALISERS.contains(op));
  }

  /** Operations that neither the saver nor the initialiser may use. */
  SortedSet<String> deniedAtLoad(Collection<String> ops) {
    return filtered(ops, OpPolicy::isOutward);
  }

  private static boolean isOutward(String op) {
    String prefix = "Experimental";
    String stable = op.startsWith(prefix) ? op.substring(prefix.length()) : op;
    return OUTWARD.stream().anyMatch(set -> set.contains(stable));
  }

  private static SortedSet<String> filtered(
      Collection<String> ops, java.util.function.Predicate<String> test) {
    return ops.stream().filter(test).collect(Collectors.toCollection(TreeSet::new));
  }
}
