/**
 * Settings: one {@code ConfigDef} for each concern, checked all at once into immutable records.
 *
 * <p>Pure values and functions apart from reading the settings file; owning thread: none. Imports
 * {@code signing} only, to check keys.
 */
package io.hubstream.config;
