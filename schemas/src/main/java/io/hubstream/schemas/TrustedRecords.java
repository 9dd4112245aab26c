package io.hubstream.schemas;

import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * Tells Avro, once for the JVM, that it may make instances of this package's generated classes;
 * Avro 1.12.2 refuses every class that nobody vouched for. What was trusted before stays so.
 */
final class TrustedRecords {

  static {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(TrustedRecords::isOurs, before));
  }

  private TrustedRecords() {}

  /** Does nothing but load this class, which does the work. */
  static void register() {}

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals(TrustedRecords.class.getPackageName())
        && (SpecificRecordBase.class.isAssignableFrom(type)
            || GenericEnumSymbol.class.isAssignableFrom(type));
  }
}
