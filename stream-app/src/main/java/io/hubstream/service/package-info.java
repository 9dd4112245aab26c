/**
 * The composition root: wires every part of a running service by hand, starts it and closes it in
 * order. No other package makes parts of several packages.
 *
 * <p>Owning thread: the one that starts the service. Imports everything but {@code cli}, {@code
 * demo}, {@code starter}, {@code verify} and {@code broker}.
 */
package io.hubstream.service;
