package io.hubstream.cli;

import io.hubstream.bench.process.ChildFailedException;
import io.hubstream.broker.TopicException;
import io.hubstream.config.InvalidConfigException;
import io.hubstream.preflight.PreflightException;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.ServiceException;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Failures as one clear message on standard error and an exit code. */
final class Failures {
  private Failures() {}

  /** Wrong arguments. */
  static int onUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("hubstream: " + failure.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
    MisplacedOptions.explain(failure, args);
    err.printf("Try '%s --help'.%n", command.getCommandSpec().qualifiedName());
    return CommandFailure.USAGE;
  }

  /** A command that threw. */
  static int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    Object code = command.getCommand();
    boolean verbose = code instanceof BaseCommand base && base.verbose();
    err.println("hubstream: " + message(failure));
    if (verbose) {
      failure.printStackTrace(err);
    } else if (!isExpected(failure)) {
      err.println("Add --verbose to see where it came from.");
    }
    return exitCode(failure);
  }

  private static int exitCode(Exception failure) {
    if (failure instanceof CommandFailure known) {
      return known.exitCode();
    }
    return failure instanceof InvalidConfigException
            || failure instanceof ConfigException
            || failure instanceof RegistryOutageException
            || failure instanceof NoSuchFileException
            || failure instanceof PreflightException
            || (failure instanceof ServiceException service && service.isOfSettings())
        ? CommandFailure.USAGE
        : CommandFailure.FAILED;
  }

  private static boolean isExpected(Exception failure) {
    return failure instanceof CommandFailure
        || failure instanceof InvalidConfigException
        || failure instanceof ConfigException
        || failure instanceof RegistryOutageException
        || failure instanceof ServiceException
        || failure instanceof PreflightException
        || failure instanceof ModelRefusedException
        || failure instanceof RegistryRefusedException
        || failure instanceof ChildFailedException
        || failure instanceof TopicException
        || failure instanceof TimeoutException
        || failure instanceof IOException;
  }

  private static String message(Exception failure) {
    if (failure instanceof NoSuchFileException missing) {
      return "there is no file or folder " + missing.getMessage();
    }
    if (failure instanceof TimeoutException) {
      return "the brokers do not answer (%s); check bootstrap.servers and the kafka.* settings"
          .formatted(failure.getMessage());
    }
    if (failure instanceof KafkaException && failure.getCause() != null) {
      return failure.getMessage() + ": " + failure.getCause().getMessage();
    }
    String text = failure.getMessage();
    return text == null || text.isBlank() ? failure.toString() : text;
  }
}
