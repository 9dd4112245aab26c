/**
 * A look at the brokers before anything relies on them: whether they can be reached and let us in,
 * which requests they know, whether they have transactions (and so which guarantee is in force),
 * what the topics are like, and what is permitted. Looking changes nothing, and each look has a
 * time limit. What went wrong is said in one line, with what to do, and never with a secret.
 *
 * <p>Owning thread: the caller's. Imports {@code config} only.
 */
package io.hubstream.preflight;
