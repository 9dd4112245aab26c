/**
 * Models from elsewhere: what a handle names, the way to its archive, unpacking what nobody vouches
 * for, and packaging it.
 *
 * <p>Owning thread: the command that imports. The only importer of Commons Compress. Imports {@code
 * artifacts}, {@code serving} and {@code content}.
 */
package io.hubstream.importing;
