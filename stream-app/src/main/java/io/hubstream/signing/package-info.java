/**
 * Ed25519 keys as PEM files, signing and verifying, with the platform's own cryptography.
 *
 * <p>Owning thread: none; everything is immutable. Imports no other package of ours. A private key
 * never stands in a message, and has no text form.
 */
package io.hubstream.signing;
