/**
 * What this machine has and what keeps Hubstream from using it: for {@code hubstream doctor}.
 * Looking takes no lock, changes nothing and ends within a limit, whatever hangs: TensorFlow and
 * NVIDIA's tools run in processes of their own.
 *
 * <p>Owning thread: the command's. Imports {@code config}, {@code preflight}, {@code service} and
 * {@code serving.tensorflow}.
 */
package io.hubstream.doctor;
