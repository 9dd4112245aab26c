package io.hubstream.cli;

import picocli.CommandLine.Command;

/** {@code hubstream model}. */
@Command(
    name = "model",
    description = "Looks at, packages, publishes and activates models.",
    footer = {
      "",
      "From an export to a serving model:",
      "  hubstream model inspect export/                  what is in it, and what is inferred",
      "  hubstream model try export/ cat.jpg              one file through it, without Kafka",
      "  hubstream model package export/ --model scenes --version 1 --owner me@example.org",
      "  hubstream model gate export/ --against /models/scenes/1 --content pictures/",
      "  hubstream model publish export/ --store /models --activate -c service.properties",
      "  hubstream model status -c service.properties"
    },
    subcommands = {
      ModelStarterCommand.class,
      ModelInspectCommand.class,
      ModelTryCommand.class,
      ModelPackageCommand.class,
      ModelGateCommand.class,
      ModelImportCommand.class,
      ModelPublishCommand.class,
      ModelWatchCommand.class,
      ModelBakeCommand.class,
      ModelChangeCommands.Activate.class,
      ModelChangeCommands.Rollback.class,
      ModelChangeCommands.Retire.class,
      ModelKeygenCommand.class,
      ModelPromoteCommand.class,
      ModelFreezeCommands.Freeze.class,
      ModelFreezeCommands.Unfreeze.class,
      ModelStatusCommand.class,
      ModelHistoryCommand.class
    })
final class ModelCommand extends GroupCommand {}
