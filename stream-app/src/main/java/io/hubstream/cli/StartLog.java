package io.hubstream.cli;

import io.hubstream.service.StartListener;
import io.hubstream.service.StartPhase;
import io.hubstream.service.StartReport;
import io.hubstream.service.StartTimeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how long a start took, and where: one line in the log when the stream runs, and a file at
 * the first result, if one is wanted. Any thread may call.
 */
final class StartLog implements StartListener {
  private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);

  private final StartTimeline timeline = StartTimeline.ofThisProcess();
  private final Optional<Path> report;

  /**
   * @param report file to write
   */
  StartLog(Optional<Path> report) {
    this.report = report;
    timeline.reached(StartPhase.JVM);
  }

  @Override
  public void reached(StartPhase phase) {
    if (!timeline.reachedFirst(phase)) {
      return;
    }
    if (phase == StartPhase.STREAM) {
      LOG.info("Started in {}.", timeline.summary());
    } else if (phase == StartPhase.FIRST_RESULT && report.isPresent()) {
      Thread writer = new Thread(() -> write(report.get()), "hubstream-start-report");
      writer.setDaemon(true);
      writer.start();
    }
  }

  private void write(Path file) {
    try {
      StartReport.write(file, timeline.begun(), timeline.steps());
    } catch (IOException e) {
      LOG.warn("The start report could not be written to {}.", file, e);
    }
  }
}
