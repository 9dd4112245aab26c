package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.azure.BlobStoreException;
import io.hubstream.azure.NoToken;
import org.junit.jupiter.api.Test;

class BlobStoreTest {
  @Test
  void shouldCallItAnOutageWhenNoTokenCouldBeHad() throws Exception {
    // Given
    BlobStoreException thrown = catchThrowableOfType(BlobStoreException.class, NoToken::ask);
    assertThat(thrown.kind()).isEqualTo(BlobStoreException.Kind.DENIED);

    // When
    StoreFailure failure = BlobStore.failure(thrown, false);

    // Then
    assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.UNAVAILABLE);
    assertThat(failure.reason()).contains("no token could be had");
  }
}
