/**
 * What production demands of a version before it may serve: an approval that was signed by a known
 * key, a stage, an owner, a lineage, and an artifact in a known place. And how an approval is
 * signed.
 *
 * <p>Owning thread: none; everything is immutable. Imports {@code azure} (which addresses are one
 * place), {@code content}, {@code serving} and {@code signing}.
 */
package io.hubstream.approval;
