package io.hubstream.topology;

import io.hubstream.records.AuditRecords;
import io.hubstream.records.EnrichedRecords;
import java.time.Clock;

/** How outcomes and spans become bytes, and the clock that stamps them. Safe for any thread. */
public record OutcomeWriters(EnrichedRecords enriched, AuditRecords audit, Clock clock) {}
