/** The command line and the composition root. Owns no thread; may import every other package. */
package io.hubstream.cli;
