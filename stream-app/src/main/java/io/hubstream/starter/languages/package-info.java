/**
 * Text in many languages, composed from the locale data that every JDK carries.
 *
 * <p>Owned by one thread at a time. Imports no other package of ours.
 */
package io.hubstream.starter.languages;
