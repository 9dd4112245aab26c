package io.hubstream.bench;

import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.verify.Verification;
import java.util.Optional;

/**
 * One run of an arm.
 *
 * @param measurement of all its processes together
 * @param verification what reading its topics back showed; empty where there is nothing to check
 */
public record ArmResult(Arm arm, Measurement measurement, Optional<Verification> verification) {}
