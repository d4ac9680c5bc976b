package org.jinyanglake.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The audit chain: how records are appended to it and how it is verified.
 *
 * <p>The chain alone cannot show that its end was cut off or that all of it was written anew. Who
 * keeps a head outside the lake, as every run prints it, sees that too.
 */
public final class Chain {

  /** What stands for the hash before the first record. */
  public static final String GENESIS = "0".repeat(64);

  private Chain() {}

  /** The last record of a chain: its place, and its hash, which stands for all that was before. */
  public record Head(long seq, String hash) {
    /** The head of a chain without records. */
    public static final Head EMPTY = new Head(0, GENESIS);
  }

  /** What is to be recorded; the fields are those of {@link AuditRecord}. */
  public record Entry(Instant time, String kind, String dataset, String partition, String body) {

    /** The same at another time. */
    Entry asOf(Instant at) {
      return new Entry(at, kind, dataset, partition, body);
    }
  }

  /** How a chain is broken. */
  public enum Break {
    /** A record does not have the hash that belongs to it. */
    ALTERED,
    /** A record is not there. */
    MISSING,
    /** A record stands at another place than its own. */
    REORDERED,
    /** Two different records claim one place: the chain has two heads. */
    FORKED,
    /** The records are in order, but the head kept outside is none of them. */
    CUT
  }

  /**
   * The first thing that is wrong with a chain.
   *
   * @param seq the place where it is wrong
   * @param message for people
   */
  public record Fault(Break kind, long seq, String message) {}

  /**
   * What the verification found.
   *
   * @param records how many records are good, from the first
   * @param head the last good record
   * @param fault empty if the chain is whole
   */
  public record Verification(long records, Head head, Optional<Fault> fault) {

    /** Whether nothing is wrong. */
    public boolean passed() {
      return fault.isEmpty();
    }
  }

  /** The records that follow the head, one for each entry, in their order. */
  public static List<AuditRecord> append(Head head, List<Entry> entries) {
    List<AuditRecord> records = new ArrayList<>();
    Head last = head;
    for (Entry entry : entries) {
      AuditRecord open =
          new AuditRecord(
              last.seq() + 1,
              entry.time().truncatedTo(ChronoUnit.MICROS),
              entry.kind(),
              entry.dataset(),
              entry.partition(),
              entry.body(),
              last.hash(),
              "");
      AuditRecord record = withHash(open, open.expectedHash());
      records.add(record);
      last = new Head(record.seq(), record.hash());
    }
    return records;
  }

  private static AuditRecord withHash(AuditRecord record, String hash) {
    return new AuditRecord(
        record.seq(),
        record.time(),
        record.kind(),
        record.dataset(),
        record.partition(),
        record.body(),
        record.previous(),
        hash);
  }

  /**
   * Verifies a chain from its first record on.
   *
   * @param records by their place; read to the end at most once
   * @param expectedHead the hash of a head kept outside; the chain may have grown since
   */
  public static Verification verify(Iterator<AuditRecord> records, Optional<String> expectedHead) {
    Head head = Head.EMPTY;
    boolean seen = expectedHead.isEmpty() || expectedHead.get().equals(GENESIS);
    while (records.hasNext()) {
      AuditRecord record = records.next();
      Optional<Fault> fault = fault(record, head, records);
      if (fault.isPresent()) {
        return new Verification(head.seq(), head, fault);
      }
      head = new Head(record.seq(), record.hash());
      seen |= expectedHead.isPresent() && expectedHead.get().equals(record.hash());
    }
    return new Verification(
        head.seq(), head, seen ? Optional.empty() : Optional.of(cut(head, expectedHead.get())));
  }

  private static Optional<Fault> fault(AuditRecord record, Head head, Iterator<AuditRecord> rest) {
    long place = head.seq() + 1;
    boolean genuine = record.hash().equals(record.expectedHash());
    if (!genuine) {
      return fault(Break.ALTERED, record.seq(), "record %d was altered", record.seq());
    }
    if (record.seq() == place) {
      return record.previous().equals(head.hash())
          ? Optional.empty()
          : fault(
              Break.ALTERED,
              place,
              "record %d does not follow the record before it: one of them was replaced",
              place);
    }
    if (record.seq() < place) {
      return record.seq() == head.seq() && !record.hash().equals(head.hash())
          ? fault(
              Break.FORKED,
              record.seq(),
              "two records claim place %d: the chain has two heads",
              record.seq())
          : fault(
              Break.REORDERED, record.seq(), "record %d is there again or too late", record.seq());
    }
    while (rest.hasNext()) {
      if (rest.next().seq() == place) {
        return fault(Break.REORDERED, place, "record %d is not at its place", place);
      }
    }
    return fault(Break.MISSING, place, "record %d is missing", place);
  }

  private static Optional<Fault> fault(Break kind, long seq, String message, long place) {
    return Optional.of(new Fault(kind, seq, message.formatted(place)));
  }

  private static Fault cut(Head head, String expected) {
    return new Fault(
        Break.CUT,
        head.seq() + 1,
        "no record has the expected head %s: what followed record %d was cut off, or the chain was written anew"
            .formatted(expected, head.seq()));
  }
}
