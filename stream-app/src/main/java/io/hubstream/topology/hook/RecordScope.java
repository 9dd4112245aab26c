package io.hubstream.topology.hook;

import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.internals.InternalProcessorContext;
import org.apache.kafka.streams.processor.internals.ProcessorNode;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets a processor forward a record later than in the call that brought it, as if it were that
 * call: same node, same record context. Owner thread: the stream thread of the task.
 */
public interface RecordScope {

  /** The context of the record that is being processed now, to be given to {@link #run} later. */
  Captured capture();

  /** Runs the action, which may forward, under a captured context; restores the current one. */
  void run(Captured captured, Runnable action);

  /** A captured context; opaque. */
  interface Captured {}

  /** The scope of a processor; call this in its init. */
  static RecordScope of(ProcessorContext<?, ?> context) {
    return context instanceof InternalProcessorContext<?, ?> internal
        ? new Internal(internal, internal.currentNode())
        : new Plain();
  }

  /** The real one. */
  final class Internal implements RecordScope {
    private final InternalProcessorContext<?, ?> context;
    private final ProcessorNode<?, ?, ?, ?> node;

    Internal(InternalProcessorContext<?, ?> context, ProcessorNode<?, ?, ?, ?> node) {
      this.context = context;
      this.node = node;
    }

    private record CapturedContext(@Nullable ProcessorRecordContext context) implements Captured {}

    @Override
    public Captured capture() {
      return new CapturedContext(context.recordContext());
    }

    @Override
    public void run(Captured captured, Runnable action) {
      ProcessorNode<?, ?, ?, ?> previousNode = context.currentNode();
      ProcessorRecordContext previousContext = context.recordContext();
      context.setCurrentNode(node);
      context.setRecordContext(((CapturedContext) captured).context());
      try {
        action.run();
      } finally {
        context.setCurrentNode(previousNode);
        context.setRecordContext(previousContext);
      }
    }
  }

  /** For contexts that are not Streams' own, such as its mock. */
  final class Plain implements RecordScope {
    private record Nothing() implements Captured {}

    @Override
    public Captured capture() {
      return new Nothing();
    }

    @Override
    public void run(Captured captured, Runnable action) {
      action.run();
    }
  }
}
