package io.hubstream.starter;

import io.hubstream.starter.graphs.ServedStarter;
import io.hubstream.starter.graphs.StarterGraph;
import io.hubstream.starter.learning.LearnedHead;
import java.util.List;

/** How one version of a starter model is made. Owned by one thread. */
interface Recipe {

  String name();

  int version();

  StarterModel.Story story();

  StarterModel.Contract contract();

  /** The classes, in the order of the probabilities. */
  List<String> labels();

  /** What the version cannot do, one point each; for the model card. */
  List<String> limits();

  StarterGraph graph();

  LearnedHead train();

  /** Measures the written model, loaded again as a server would. */
  Evidence measure(ServedStarter served);
}
