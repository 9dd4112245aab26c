/**
 * Servables, the set that serves, leases, and the life of a model version.
 *
 * <p>Owning thread: the model-lifecycle thread loads, swaps and retires, the model-closer thread
 * unloads; any thread may lease. Loads, warm-ups and the gate run on a thread of their own each, so
 * that one which never ends can be given up. No stream thread ever loads or closes a model. Imports
 * {@code content} and {@code serving.memory} only.
 */
package io.hubstream.serving;
