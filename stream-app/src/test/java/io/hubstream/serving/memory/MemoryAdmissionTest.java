package io.hubstream.serving.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryAdmissionTest {
  private static final long MIB = 1L << 20;
  private static final ModelSize SIZE = new ModelSize(2 * MIB, 100 * MIB);

  private final Machine machine = new Machine();

  private MemoryAdmission admission(long maxMib, long reserveMib) {
    return new MemoryAdmission(
        new MemoryLimits(MemoryMode.AUTO, maxMib * MIB, reserveMib * MIB), machine);
  }

  @Test
  void shouldEstimateByTheSizesOfTheFilesWhenTheModelWasNeverLoaded() {
    // Given
    MemoryAdmission admission = admission(0, 0);

    // When
    MemoryNeed need = admission.need("m", SIZE);

    // Then
    assertThat(need.ram() / MIB).isEqualTo(24 + 3 * 2 + 2 * 100);
    assertThat(need.heap() / MIB).isEqualTo(4 + 4 * 2);
    assertThat(need.device()).isZero();
  }

  @Test
  void shouldGoByWhatWasMeasuredWhenAVersionOfTheModelWasLoaded() {
    // Given
    MemoryAdmission admission = admission(0, 0);
    MemoryAdmission.Grant grant = admission.grant("m", SIZE, admission.need("m", SIZE));

    // When
    machine.resident += 120 * MIB;
    grant.warmed();

    // Then
    assertThat(admission.need("m", SIZE).ram() / MIB).isEqualTo(120);
    assertThat(admission.need("m", new ModelSize(4 * MIB, 200 * MIB)).ram() / MIB).isEqualTo(240);
    assertThat(admission.need("other", SIZE).ram() / MIB).isEqualTo(230);
  }

  @Test
  void shouldKeepWithinBoundsWhenOthersTookOrGaveMemoryDuringTheMeasurement() {
    // Given
    MemoryAdmission admission = admission(0, 0);

    // When
    MemoryAdmission.Grant little = admission.grant("little", SIZE, admission.need("little", SIZE));
    machine.resident += MIB;
    little.warmed();
    MemoryAdmission.Grant much = admission.grant("much", SIZE, admission.need("much", SIZE));
    machine.resident += 5000 * MIB;
    much.warmed();

    // Then
    assertThat(admission.need("little", SIZE).ram() / MIB).isEqualTo(103);
    assertThat(admission.need("much", SIZE).ram() / MIB).isEqualTo(460);
  }

  @Test
  void shouldSayWhatIsShortWhenTheMachineHasLess() {
    // Given
    machine.free = 300 * MIB;

    // When
    MemoryAdmission generous = admission(0, 50);
    MemoryAdmission careful = admission(0, 100);

    // Then
    assertThat(generous.shortage(generous.need("m", SIZE))).isEmpty();
    assertThat(careful.shortage(careful.need("m", SIZE)).map(Shortage::text))
        .contains(
            "it needs about 230 MiB of memory, and 200 MiB can be had: the machine, less models.memory.reserve.mb=100");
  }

  @Test
  void shouldCountWhatIsLoadedWhenModelsHaveALimitOfTheirOwn() {
    // Given
    MemoryAdmission admission = admission(400, 0);
    MemoryNeed need = admission.need("m", SIZE);
    MemoryAdmission.Grant first = admission.grant("m", SIZE, need);

    // When
    var beside = admission.shortage(need);
    var without = admission.shortageWithout(need, List.of(first));
    first.giveBack();
    first.giveBack();

    // Then
    assertThat(beside.orElseThrow().text())
        .contains("230 MiB", "models.memory.max.mb=400 leaves 170 MiB");
    assertThat(without).isEmpty();
    assertThat(admission.shortage(need)).isEmpty();
  }

  @Test
  void shouldSayThatWaitingHelpsOnlyWhenWhatIsOnItsWayOutWouldMakeRoom() {
    // Given
    MemoryAdmission admission = admission(500, 0);
    MemoryNeed need = admission.need("m", SIZE);
    MemoryAdmission.Grant stays = admission.grant("m", SIZE, need);
    MemoryAdmission.Grant leaves = admission.grant("m", SIZE, need);

    // When
    var nothingLeaves = admission.shortage(need).orElseThrow();
    leaves.leaving();
    var oneLeaves = admission.shortage(need).orElseThrow();
    var tooLarge = admission.shortage(need.plus(need)).orElseThrow();
    var withoutTheOther = admission.shortageWithout(need.plus(need), List.of(stays)).orElseThrow();
    boolean leaving = admission.anyLeaving();
    leaves.giveBack();

    // Then
    assertThat(nothingLeaves.passing()).isEmpty();
    assertThat(oneLeaves.text())
        .contains("models.memory.max.mb=500 leaves 40 MiB", "; 230 MiB are held by a version on");
    assertThat(tooLarge.passing()).isEmpty();
    assertThat(withoutTheOther.passing()).isPresent();
    assertThat(leaving).isTrue();
    assertThat(admission.anyLeaving()).isFalse();
    assertThat(admission.shortage(need)).isEmpty();
  }

  @Test
  void shouldSayThatTheHeapIsShortWhenTheGraphIsLarge() {
    // Given
    machine.heap = 100 * MIB;
    MemoryAdmission admission = admission(0, 0);

    // When
    var shortage = admission.shortage(admission.need("m", new ModelSize(50 * MIB, 0)));

    // Then
    assertThat(shortage.orElseThrow().text())
        .contains("204 MiB of the Java heap", "100 MiB are free");
  }

  @Test
  void shouldCountWhatIsLoadedOnTheDeviceWhenModelsRunOnOne() {
    // Given
    machine.device = OptionalLong.of(500 * MIB);
    MemoryAdmission admission = admission(0, 0);
    MemoryNeed need = admission.need("m", SIZE);

    // When
    MemoryAdmission.Grant first = admission.grant("m", SIZE, need);

    // Then
    assertThat(need.device() / MIB).isEqualTo(64 + 2 * 102);
    assertThat(admission.shortage(need).orElseThrow().text())
        .contains("268 MiB on the device", "232 MiB");
    assertThat(admission.shortageWithout(need, List.of(first))).isEmpty();
  }

  @Test
  void shouldReadTotalAndUsedMemoryOfAGpu() {
    assertThat(NvidiaMemory.parse("81559, 1024\n", 0)).hasValue((81559L - 1024) * MIB);
    assertThat(NvidiaMemory.parse("1000, 100", 0.5)).hasValue(500 * MIB);
    assertThat(NvidiaMemory.parse("No devices were found", 0)).isEmpty();
  }

  /** What a test says. */
  private static final class Machine implements MemorySource {
    private long free = 1L << 50;
    private long heap = 1L << 50;
    private long resident = 500 * MIB;
    private OptionalLong device = OptionalLong.empty();

    @Override
    public Free read() {
      return new Free(OptionalLong.of(free), "the machine", heap, resident);
    }

    @Override
    public OptionalLong device() {
      return device;
    }
  }
}
