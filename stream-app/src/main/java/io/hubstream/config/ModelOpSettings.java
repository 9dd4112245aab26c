package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which operations models may use.
 *
 * @param libraries shared objects with operations of their own
 * @param allow operations that are allowed besides those of the list
 * @param deny operations that are allowed no more; goes before everything else
 */
public record ModelOpSettings(List<Path> libraries, List<String> allow, List<String> deny) {
  public static final String LIBRARIES = "models.op.libraries";
  public static final String ALLOW = "models.ops.allow";
  public static final String DENY = "models.ops.deny";

  static final Concern CONCERN =
      new Concern(
          "Operations of models",
          new ConfigDef()
              .define(
                  LIBRARIES,
                  LIST,
                  List.of(),
                  Checks.paths(),
                  LOW,
                  "Shared objects with custom operations, built for this TensorFlow. They are native"
                      + " code in this process, so all their operations are allowed; start-up fails"
                      + " when one cannot be loaded.")
              .define(
                  ALLOW,
                  LIST,
                  List.of(),
                  Checks.operations(),
                  MEDIUM,
                  "Operations that models may use besides those of the list, which leaves out what"
                      + " reaches files, the network, Python or the process.")
              .define(
                  DENY,
                  LIST,
                  List.of(),
                  Checks.operations(),
                  MEDIUM,
                  "Operations that no model may use."));

  public ModelOpSettings {
    libraries = List.copyOf(libraries);
    allow = List.copyOf(allow);
    deny = List.copyOf(deny);
  }

  static ModelOpSettings of(Values values) {
    return new ModelOpSettings(
        values.list(LIBRARIES).stream().map(Values::expandHome).toList(),
        values.list(ALLOW),
        values.list(DENY));
  }
}
