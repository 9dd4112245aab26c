package io.hubstream.preflight;

/**
 * A broker that let us in, and what it said.
 *
 * @param server the one of {@code bootstrap.servers} that answered
 * @param requests which requests it knows
 * @param transactions whether it has them
 */
public record Contact(String server, KnownRequests requests, Transactions transactions) {}
