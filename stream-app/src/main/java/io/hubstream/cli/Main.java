package io.hubstream.cli;

import io.hubstream.service.ApplicationVersion;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code hubstream}. */
@Command(
    name = "hubstream",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Enriches a stream of content with TensorFlow models, inside a Kafka Streams topology.",
      ""
    },
    footer = {
      "",
      "Start here:",
      "  hubstream demo                               the whole thing on sample content",
      "  hubstream demo --content DIR --models DIR    on your own files and SavedModels",
      "  hubstream config                             every setting of the service",
      "  hubstream doctor                             what this machine has, and why a GPU is not used",
      "  hubstream run --config service.properties    the service",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      BenchCommand.class,
      RunCommand.class,
      BridgeCommand.class,
      PrepareCommand.class,
      BrokerCommand.class,
      PublishCommand.class,
      TailCommand.class,
      ModelCommand.class,
      AuditCommand.class,
      EnvCommand.class,
      ConfigCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 100;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  /** Made by picocli. */
  Main() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    err.flush();
    // Libraries leave threads behind that are no daemons.
    System.exit(code);
  }

  /**
   * Runs a command.
   *
   * @return 0 done, 1 failed, 2 wrong usage or configuration
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine line = commandLine();
    line.setOut(out);
    line.setErr(err);
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setExecutionStrategy(MisplacedOptions::execute);
    line.setParameterExceptionHandler(Failures::onUsage);
    line.setExecutionExceptionHandler(Failures::onFailure);
    return line.execute(args);
  }

  /** What can be typed, as it is parsed. */
  static CommandLine commandLine() {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version of this build. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"hubstream " + ApplicationVersion.get()};
    }
  }
}
