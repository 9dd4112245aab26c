package io.hubstream.payload;

/**
 * A store did not give what it was asked for. The message holds no secret, and there is no cause:
 * what libraries throw may hold addresses with signatures.
 */
final class StoreFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What that means. */
  enum Kind {
    /** There is no such object. */
    MISSING,
    /** The object has another ETag than the claim check says. */
    CHANGED,
    /** The object is longer or shorter than the claim check says. */
    MISMATCH,
    /** The store takes the request for wrong, or sends it elsewhere. */
    REFUSED,
    /** The store says that we may not: the object's fault, or that of our credentials. */
    DENIED,
    /** The store is out of reach, busy, or ended its answer early. */
    UNAVAILABLE
  }

  private final Kind kind;

  StoreFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** The reason, for people; never null. */
  String reason() {
    return String.valueOf(getMessage());
  }

  /** By the status of an answer over HTTP, other than 200. */
  static Kind kindOf(int status) {
    return switch (status) {
      case 401, 403, 407 -> Kind.DENIED;
      case 404, 410 -> Kind.MISSING;
      case 412 -> Kind.CHANGED;
      case 408, 425, 429 -> Kind.UNAVAILABLE;
      default -> status >= 500 ? Kind.UNAVAILABLE : Kind.REFUSED;
    };
  }
}
