package io.hubstream.publishing;

/** Told what a long command is doing, one line for people at a time. Any thread may call. */
@FunctionalInterface
public interface Progress {
  void step(String line);
}
