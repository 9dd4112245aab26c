package io.hubstream.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Every version of a record's schema that was ever written: the files {@code
 * history/<Name>.v1.avsc}, v2 and so on, oldest first, without a gap in the numbers.
 */
record SchemaHistory(List<Schema> versions) {

  SchemaHistory {
    versions = List.copyOf(versions);
  }

  /**
   * Reads the history of {@code current} from the class path.
   *
   * @throws IllegalStateException if there is none: the jar is not whole
   */
  static SchemaHistory of(Schema current) {
    List<Schema> versions = new ArrayList<>();
    Optional<Schema> found = read(current, 1);
    while (found.isPresent()) {
      versions.add(found.get());
      found = read(current, versions.size() + 1);
    }
    if (versions.isEmpty()) {
      throw new IllegalStateException("no " + resource(current, 1) + " on the class path");
    }
    return new SchemaHistory(versions);
  }

  /** The path of a version's file, relative to this package. */
  static String resource(Schema schema, int version) {
    return "history/%s.v%d.avsc".formatted(schema.getName(), version);
  }

  private static Optional<Schema> read(Schema current, int version) {
    try (InputStream in = SchemaHistory.class.getResourceAsStream(resource(current, version))) {
      // A parser of its own: the versions define the same names again.
      return in == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(in));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource(current, version), e);
    }
  }
}
