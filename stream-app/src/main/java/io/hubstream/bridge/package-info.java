/**
 * From Event Grid events to registry updates: reading, judging, applying. It knows nothing of how
 * events arrive.
 *
 * <p>Owning thread: any one at a time; {@code RegistryBridge} lets one batch in after the other.
 * Imports {@code artifacts} (what a version's folder says), {@code records}, {@code registry},
 * {@code watching} (changes built on what was judged), {@code serving} and {@code content}.
 */
package io.hubstream.bridge;
