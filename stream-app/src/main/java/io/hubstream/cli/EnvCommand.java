package io.hubstream.cli;

import picocli.CommandLine.Command;

/** {@code hubstream env}. */
@Command(
    name = "env",
    description = "Writes down the exact environment, and compares it with another.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "From a machine that was tested to one that serves:",
      "  hubstream env lock -c service.properties --out environment.json",
      "  hubstream env diff environment.json -c service.properties",
      "  hubstream run -c service.properties --set environment.lock=environment.json"
    },
    subcommands = {EnvLockCommand.class, EnvDiffCommand.class})
final class EnvCommand extends GroupCommand {}
