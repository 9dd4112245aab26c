package io.hubstream.bench.arm;

import io.hubstream.bench.process.Lifeline;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.service.TensorFlowParts;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs one arm. It takes an {@link ArmSpec} as its first line, then the words of
 * {@link ArmJson} until {@link ArmJson#END}, and answers with {@link ArmReply}s.
 */
public final class ArmProcess {
  private static final Logger LOG = LoggerFactory.getLogger(ArmProcess.class);

  private ArmProcess() {}

  /** Started as a child only. */
  public static void main(String[] args) throws InterruptedException {
    Lifeline parent = Lifeline.open();
    int status = 0;
    try {
      run(ArmJson.read(parent.take(), ArmSpec.class), parent);
      parent.say(ArmJson.write(ArmReply.closed()));
    } catch (Exception | LinkageError e) {
      LOG.error("the arm failed", e);
      parent.say(ArmJson.write(ArmReply.failed(e)));
      status = 1;
    }
    parent.end(status);
  }

  private static void run(ArmSpec spec, Lifeline parent) throws Exception {
    HubstreamConfig config = ConfigLoader.of(spec.settings());
    Recorder recorder = new Recorder(config.pipeline().batch().maxSize());
    try (ArmWork work = work(spec, config, recorder)) {
      ArmReply.Findings findings = work.start();
      Window window = new Window(spec, work, recorder, parent);
      window.awaitWarm(expected(spec, findings));
      parent.say(ArmJson.write(ArmReply.ready(findings)));
      for (String word = parent.take(); !word.equals(ArmJson.END); word = parent.take()) {
        if (word.equals(ArmJson.MEASURE)) {
          parent.say(ArmJson.write(ArmReply.measured(window.measure())));
        } else if (word.equals(ArmJson.COUNT)) {
          window.sayCount();
        }
      }
    }
  }

  private static Set<String> expected(ArmSpec spec, ArmReply.Findings findings) {
    return spec.models().stream()
        .map(ArmSpec.Model::name)
        .filter(name -> !findings.refusedModels().containsKey(name))
        .collect(Collectors.toSet());
  }

  private static ArmWork work(ArmSpec spec, HubstreamConfig config, Recorder recorder) {
    return switch (spec.arm()) {
      case BARE -> new BareArm(spec, config, recorder);
      case PIPELINE, RECORD_AT_A_TIME ->
          new ServiceArm(config, recorder, meters -> TensorFlowParts.of(config, meters));
      case NULL_MODEL ->
          new ServiceArm(config, recorder, meters -> NullModel.parts(config, meters));
      case PASS_THROUGH -> new PassThroughArm(config, recorder);
    };
  }
}
