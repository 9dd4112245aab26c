package io.hubstream.payload;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a host's name, and gives the client only addresses that it may connect to. The client
 * asks nobody else, so what was checked is what is connected to: a name that resolves to another
 * address the next time is looked at again.
 *
 * <p>Safe for any thread.
 */
final class CheckedAddresses implements DnsResolver {
  private final boolean mayBePrivate;
  private final Lookup lookup;

  /** How names are resolved. */
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Every address of a host is one that must not be connected to. */
  static final class ForbiddenAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
      super(message);
    }
  }

  CheckedAddresses(boolean mayBePrivate, Lookup lookup) {
    this.mayBePrivate = mayBePrivate;
    this.lookup = lookup;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    List<InetAddress> allowed = new ArrayList<>();
    String last = "none";
    for (InetAddress address : lookup.addresses(host)) {
      AddressRules.Reach reach = AddressRules.reach(address);
      if (reach == AddressRules.Reach.PUBLIC
          || (reach == AddressRules.Reach.PRIVATE && mayBePrivate)) {
        allowed.add(address);
      } else {
        last = address.getHostAddress();
      }
    }
    if (allowed.isEmpty()) {
      throw new ForbiddenAddressException(
          mayBePrivate
              ? "its address %s is never connected to".formatted(last)
              : "its address %s is not a public one; if that is meant, name the host in payload.https.private.hosts too"
                  .formatted(last));
    }
    return allowed.toArray(InetAddress[]::new);
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
