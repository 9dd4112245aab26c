/**
 * The demo: a broker in this JVM, models, content, a live swap, and the checks that read the topics
 * back.
 *
 * <p>Owning thread: the command's. Imports everything but {@code cli}.
 */
package io.hubstream.demo;
