/**
 * Measurements: prepares content, models and a broker, runs one arm after the other in processes of
 * their own, checks what they left behind, and reports.
 *
 * <p>Owning thread: the command's. Imports what it prepares and checks: {@code publishing}, {@code
 * registry}, {@code broker} (topics), {@code verify}, {@code config}, {@code service} (clients),
 * {@code starter} and its own sub-packages; not {@code cli}.
 */
package io.hubstream.bench;
