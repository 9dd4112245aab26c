/**
 * Which models a record needs, and what it means when one fails.
 *
 * <p>Pure functions; owning thread: none. Imports {@code content} and {@code serving}.
 */
package io.hubstream.routing;
