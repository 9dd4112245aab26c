package io.hubstream.topology;

/** The topics that the topology reads and writes. */
public record TopicNames(String content, String enriched, String audit, String deadLetters) {}
