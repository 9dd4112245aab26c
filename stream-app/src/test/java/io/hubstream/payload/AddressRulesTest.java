package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRulesTest {
  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, PUBLIC",
    "20.60.1.1, PUBLIC",
    "172.15.255.255, PUBLIC",
    "172.32.0.0, PUBLIC",
    "168.63.129.17, PUBLIC",
    "223.255.255.255, PUBLIC",
    "2603:1030::1, PUBLIC",
    "64:ff9b::8.8.8.8, PUBLIC",
    "2002:808:808::1, PUBLIC",
    "127.0.0.1, PRIVATE",
    "127.255.255.254, PRIVATE",
    "10.0.0.1, PRIVATE",
    "10.255.255.255, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.31.255.255, PRIVATE",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.127.255.255, PRIVATE",
    "::1, PRIVATE",
    "fc00::1, PRIVATE",
    "fdab:cdef::1, PRIVATE",
    "::ffff:127.0.0.1, PRIVATE",
    "::ffff:10.0.0.1, PRIVATE",
    "64:ff9b::10.0.0.1, PRIVATE",
    "2002:a00:1::1, PRIVATE",
    "0.0.0.0, NEVER",
    "0.1.2.3, NEVER",
    "169.254.169.254, NEVER",
    "169.254.0.1, NEVER",
    "168.63.129.16, NEVER",
    "192.0.0.192, NEVER",
    "192.0.2.1, NEVER",
    "198.18.0.1, NEVER",
    "198.51.100.1, NEVER",
    "203.0.113.1, NEVER",
    "224.0.0.1, NEVER",
    "239.255.255.255, NEVER",
    "240.0.0.1, NEVER",
    "255.255.255.255, NEVER",
    "::, NEVER",
    "::127.0.0.1, NEVER",
    "::169.254.169.254, NEVER",
    "::ffff:169.254.169.254, NEVER",
    "64:ff9b::169.254.169.254, NEVER",
    "2002:a9fe:a9fe::1, NEVER",
    "64:ff9b:1::1, NEVER",
    "2001::1, NEVER",
    "2001:db8::1, NEVER",
    "fe80::1, NEVER",
    "febf::1, NEVER",
    "fec0::1, NEVER",
    "ff02::1, NEVER",
    "fd00:ec2::254, NEVER",
    "100::1, NEVER",
  })
  void shouldSayWhoMayBeReachedAtAnAddress(String address, AddressRules.Reach reach)
      throws Exception {
    assertThat(AddressRules.reach(InetAddress.getByName(address))).isEqualTo(reach);
  }

  @Test
  void shouldNotTakeAnotherClassOfTheSameAddressForPublic() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 127;
    mapped[15] = 1;

    InetAddress address = Inet6Address.getByAddress("mapped", mapped, 0);

    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(AddressRules.reach(address)).isEqualTo(AddressRules.Reach.NEVER);
  }

  @Test
  void shouldGiveOnlyThePublicAddressesOfAName() throws Exception {
    InetAddress open = InetAddress.getByName("8.8.8.8");
    InetAddress inside = InetAddress.getByName("10.0.0.7");
    InetAddress metadata = InetAddress.getByName("169.254.169.254");
    CheckedAddresses.Lookup lookup = host -> new InetAddress[] {metadata, inside, open};

    assertThat(new CheckedAddresses(false, lookup).resolve("a")).containsExactly(open);
    assertThat(new CheckedAddresses(true, lookup).resolve("a")).containsExactly(inside, open);
  }

  @Test
  void shouldGiveNoneWhenANameMovedToAPrivateAddress() {
    CheckedAddresses.Lookup lookup = host -> InetAddress.getAllByName("127.0.0.1");

    assertThatThrownBy(() -> new CheckedAddresses(false, lookup).resolve("rebound.example"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("payload.https.private.hosts");
    assertThatThrownBy(
            () ->
                new CheckedAddresses(true, host -> InetAddress.getAllByName("169.254.169.254"))
                    .resolve("metadata.example"))
        .hasMessageContaining("never");
  }
}
