package io.hubstream.demo;

/** A model version that the demo does not serve, and why. */
public record RefusedModel(String model, String version, String reason) {}
