/**
 * Tests of the whole: the topology by itself, the architecture, and the application on a broker.
 */
package io.hubstream.tests;
