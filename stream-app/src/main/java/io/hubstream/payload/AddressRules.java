package io.hubstream.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses may be connected to. By the special-purpose registries of RFC 6890: what is not
 * for everybody's use is not public. Pure.
 */
final class AddressRules {
  /** Who may be reached at an address. */
  enum Reach {
    /** Anybody's. */
    PUBLIC,
    /** Loopback, and networks of one's own: only where the settings name the host. */
    PRIVATE,
    /** Link-local, metadata services, multicast and what nobody owns: never. */
    NEVER
  }

  private record Range(byte[] prefix, int bits, Reach reach) {
    static Range of(String address, int bits, Reach reach) {
      return new Range(AddressRules.literal(address).getAddress(), bits, reach);
    }

    boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((address[whole] ^ prefix[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }
  }

  /** The first that holds an address decides. */
  private static final List<Range> RANGES =
      List.of(
          Range.of("0.0.0.0", 8, Reach.NEVER),
          Range.of("10.0.0.0", 8, Reach.PRIVATE),
          Range.of("100.64.0.0", 10, Reach.PRIVATE),
          Range.of("127.0.0.0", 8, Reach.PRIVATE),
          // Azure's own service for the machines in it.
          Range.of("168.63.129.16", 32, Reach.NEVER),
          Range.of("169.254.0.0", 16, Reach.NEVER),
          Range.of("172.16.0.0", 12, Reach.PRIVATE),
          Range.of("192.0.0.0", 24, Reach.NEVER),
          Range.of("192.0.2.0", 24, Reach.NEVER),
          Range.of("192.88.99.0", 24, Reach.NEVER),
          Range.of("192.168.0.0", 16, Reach.PRIVATE),
          Range.of("198.18.0.0", 15, Reach.NEVER),
          Range.of("198.51.100.0", 24, Reach.NEVER),
          Range.of("203.0.113.0", 24, Reach.NEVER),
          Range.of("224.0.0.0", 4, Reach.NEVER),
          Range.of("240.0.0.0", 4, Reach.NEVER),
          Range.of("::1", 128, Reach.PRIVATE),
          // Metadata services of other clouds.
          Range.of("fd00:ec2::", 32, Reach.NEVER),
          Range.of("fd20:ce::254", 128, Reach.NEVER),
          Range.of("fc00::", 7, Reach.PRIVATE),
          Range.of("2001:db8::", 32, Reach.NEVER),
          Range.of("2001::", 23, Reach.NEVER),
          Range.of("2000::", 3, Reach.PUBLIC),
          Range.of("::", 0, Reach.NEVER));

  private static final Range NAT64 = Range.of("64:ff9b::", 96, Reach.PUBLIC);
  private static final Range SIX_TO_FOUR = Range.of("2002::", 16, Reach.PUBLIC);

  private AddressRules() {}

  static Reach reach(InetAddress address) {
    byte[] bytes = address.getAddress();
    return reach(inside(bytes).orElse(bytes));
  }

  private static Reach reach(byte[] address) {
    return RANGES.stream()
        .filter(range -> range.holds(address))
        .map(Range::reach)
        .findFirst()
        .orElse(Reach.PUBLIC);
  }

  /** The IPv4 address that an IPv6 address of a translator or tunnel leads to. */
  private static Optional<byte[]> inside(byte[] address) {
    if (NAT64.holds(address)) {
      return Optional.of(Arrays.copyOfRange(address, 12, 16));
    }
    return SIX_TO_FOUR.holds(address)
        ? Optional.of(Arrays.copyOfRange(address, 2, 6))
        : Optional.empty();
  }

  private static InetAddress literal(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("a literal needs no look-up", e);
    }
  }
}
