/**
 * Metrics and health over HTTP.
 *
 * <p>Owning thread: the server's own two; what it asks must be safe for any thread. Imports no
 * other package of ours: it is given suppliers.
 */
package io.hubstream.http;
