/**
 * Models and decode graphs in TensorFlow: loading, sanitising, inspecting, running. The only
 * importer of {@code org.tensorflow}; no tensor leaves it.
 *
 * <p>Owning thread: the model-lifecycle thread loads and closes; executor threads run servables;
 * the decode pool decodes pictures. Imports {@code serving}, {@code decoding} and {@code content}.
 */
package io.hubstream.serving.tensorflow;
