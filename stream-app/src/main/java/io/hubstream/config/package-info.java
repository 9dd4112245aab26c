/**
 * Settings: one {@code ConfigDef} for each concern, checked all at once into immutable records.
 *
 * <p>Pure values and functions apart from reading the settings file; owning thread: none. Imports
 * no other package of ours.
 */
package io.hubstream.config;
