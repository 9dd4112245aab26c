package io.hubstream.config;

import org.apache.kafka.common.config.ConfigDef;

/**
 * A group of settings that belong together.
 *
 * @param title its heading in the reference
 * @param definition its settings, in the order of the reference
 */
record Concern(String title, ConfigDef definition) {}
