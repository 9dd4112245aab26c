package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.InferenceSettings;
import io.hubstream.config.MemorySettings;
import io.hubstream.config.RollbackSettings;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.serving.Intake;
import io.hubstream.serving.ProbationRules;
import io.hubstream.serving.Probations;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.Swapping;
import io.hubstream.serving.memory.MachineMemory;
import io.hubstream.serving.memory.MemoryAdmission;
import io.hubstream.serving.memory.MemoryLimits;
import io.hubstream.serving.memory.MemoryMode;
import io.hubstream.serving.memory.NvidiaMemory;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Wires what goes with one version taking the place of another. */
record SwapWiring(HubstreamConfig config) {
  private static final long MIB = 1L << 20;

  Probations probations(RegistryPublisher registry) {
    RollbackSettings settings = config.models().rollback();
    return new Probations(
        new ProbationRules(
            settings.auto(),
            settings.window(),
            settings.minRows(),
            settings.maxErrorRate(),
            settings.maxNanRate()),
        new AutomaticRollback(registry, config.kafka().instanceId()));
  }

  Swapping swapping(ServableLoader loader, Intake intake, Probations probations) {
    MemorySettings memory = config.models().memory();
    MemoryLimits limits =
        new MemoryLimits(
            MemoryMode.valueOf(memory.mode().name()),
            memory.maxMb() * MIB,
            memory.reserveMb() * MIB);
    return new Swapping(
        new MemoryAdmission(limits, new MachineMemory(device(loader))),
        intake,
        config.stream().timings().drain(),
        probations);
  }

  /** Models run on the first of the visible devices. */
  private Supplier<OptionalLong> device(ServableLoader loader) {
    InferenceSettings.Gpu gpu = config.pipeline().inference().gpu();
    NvidiaMemory memory =
        new NvidiaMemory(gpu.visible().stream().findFirst().orElse(0), gpu.memoryFraction());
    return () -> loader.onDevice() ? memory.get() : OptionalLong.empty();
  }
}
