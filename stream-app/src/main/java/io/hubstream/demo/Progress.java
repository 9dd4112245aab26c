package io.hubstream.demo;

/** Told what the demo is doing, one line for people at a time. Any thread may call. */
@FunctionalInterface
public interface Progress {
  void step(String line);
}
