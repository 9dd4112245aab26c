/**
 * Claim checks: fetching payloads that are kept beside the stream, from stores on an allow-list,
 * ahead of the records that need them and within limits; and bringing payloads there.
 *
 * <p>Owning threads: its own fetch, the decode pool takes what came. The only importer of the HTTP
 * client and of the circuit breaker. Imports {@code content} and {@code azure} only. See
 * docs/payloads.md and docs/adr/0018-claim-checks.md.
 */
package io.hubstream.payload;
