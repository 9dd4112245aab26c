package io.hubstream.publishing;

/** A model version that is not served, and why. */
public record RefusedModel(String model, String version, String reason) {}
