package io.hubstream.azure;

import com.azure.core.exception.ClientAuthenticationException;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/** What becomes of a request to Blob storage for which no token is to be had. */
public final class NoToken {
  private NoToken() {}

  public static void ask() throws IOException, BlobRefusedException {
    BlobAddress address =
        BlobAddress.parse(URI.create("https://shop.blob.core.windows.net/media/a"), List.of());
    BlobRetry.once(address, "DefaultAzureCredential")
        .run(
            "reading it",
            () -> {
              throw new ClientAuthenticationException("the identity service is away", null);
            });
  }
}
