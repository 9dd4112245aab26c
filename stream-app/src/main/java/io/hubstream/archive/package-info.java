/**
 * The audit beyond the topic's retention: files that are written once, in order, each naming the
 * digest of the one before; and the check of such an archive against itself, against what an
 * auditor noted, and against the topic. See {@code docs/audit-archive.md} and {@code
 * docs/adr/0021-audit-archive.md}.
 *
 * <p>Owning thread: the caller's, for each archiver and each check; another thread may only ask an
 * archiver to stop. Imports {@code content}, {@code records} and {@code azure}.
 */
package io.hubstream.archive;
