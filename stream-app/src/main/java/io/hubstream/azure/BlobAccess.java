package io.hubstream.azure;

import java.util.List;
import java.util.Map;

/**
 * How Blob storage is reached.
 *
 * @param environment where credentials come from: {@code AZURE_STORAGE_CONNECTION_STRING}, {@code
 *     AZURE_STORAGE_SAS_TOKEN} with {@code AZURE_STORAGE_ACCOUNT}, or what DefaultAzureCredential
 *     finds
 * @param endpoints endpoints beside {@code https://ACCOUNT.blob.core.windows.net} that credentials
 *     may be sent to, such as {@code http://127.0.0.1:10000/devstoreaccount1}
 * @param connections transfers at a time
 */
public record BlobAccess(Map<String, String> environment, List<String> endpoints, int connections) {
  public BlobAccess {
    environment = Map.copyOf(environment);
    endpoints = List.copyOf(endpoints);
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be at least 1: " + connections);
    }
  }

  /** Without the environment, which holds secrets. */
  @Override
  public String toString() {
    return "BlobAccess[endpoints=%s, connections=%d]".formatted(endpoints, connections);
  }
}
