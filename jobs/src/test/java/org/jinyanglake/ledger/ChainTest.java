package org.jinyanglake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jinyanglake.ledger.Chain.Break;
import org.jinyanglake.ledger.Chain.Entry;
import org.jinyanglake.ledger.Chain.Head;
import org.jinyanglake.ledger.Chain.Verification;
import org.junit.jupiter.api.Test;

class ChainTest {

  @Provide
  Arbitrary<List<AuditRecord>> chains() {
    Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8);
    Arbitrary<Entry> entry =
        Combinators.combine(
                Arbitraries.longs().between(-2_000_000_000L, 4_000_000_000L), text, text, text)
            .as(
                (second, kind, dataset, body) ->
                    new Entry(
                        Instant.ofEpochSecond(second, 123_456_789), kind, dataset, "day=1", body));
    return entry.list().ofMinSize(2).ofMaxSize(12).map(list -> Chain.append(Head.EMPTY, list));
  }

  private static Verification verify(List<AuditRecord> records) {
    return Chain.verify(records.iterator(), Optional.empty());
  }

  private static Verification verify(List<AuditRecord> records, List<AuditRecord> original) {
    return Chain.verify(records.iterator(), Optional.of(last(original).hash()));
  }

  private static AuditRecord last(List<AuditRecord> records) {
    return records.get(records.size() - 1);
  }

  @Property
  void aWholeChainPasses(@ForAll("chains") List<AuditRecord> chain) {
    assertThat(verify(chain).passed()).isTrue();
    assertThat(verify(chain, chain).passed()).isTrue();
    assertThat(verify(chain).head()).isEqualTo(new Head(chain.size(), last(chain).hash()));
  }

  @Property
  void appendingInPartsMakesTheSameChain(
      @ForAll("chains") List<AuditRecord> chain, @ForAll @IntRange(max = 12) int at) {
    Assume.that(at <= chain.size());
    List<Entry> entries =
        chain.stream()
            .map(r -> new Entry(r.time(), r.kind(), r.dataset(), r.partition(), r.body()))
            .toList();
    List<AuditRecord> first = Chain.append(Head.EMPTY, entries.subList(0, at));
    Head head = at == 0 ? Head.EMPTY : new Head(at, last(first).hash());
    List<AuditRecord> both = new ArrayList<>(first);
    both.addAll(Chain.append(head, entries.subList(at, entries.size())));
    assertThat(both).isEqualTo(chain);
  }

  @Property
  void anyChangedCharacterIsFound(
      @ForAll("chains") List<AuditRecord> chain,
      @ForAll @IntRange(max = 11) int at,
      @ForAll @IntRange(max = 7) int field,
      @ForAll @IntRange(max = 63) int position) {
    Assume.that(at < chain.size());
    AuditRecord r = chain.get(at);
    AuditRecord altered =
        new AuditRecord(
            field == 0 ? r.seq() ^ 1L << position % 40 : r.seq(),
            field == 1 ? r.time().plusNanos(1000L << position % 30) : r.time(),
            field == 2 ? change(r.kind(), position) : r.kind(),
            field == 3 ? change(r.dataset(), position) : r.dataset(),
            field == 4 ? change(r.partition(), position) : r.partition(),
            field == 5 ? change(r.body(), position) : r.body(),
            field == 6 ? change(r.previous(), position) : r.previous(),
            field == 7 ? change(r.hash(), position) : r.hash());
    List<AuditRecord> copy = new ArrayList<>(chain);
    copy.set(at, altered);
    assertThat(verify(copy).fault())
        .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Break.ALTERED));
    assertThat(verify(copy).records()).isEqualTo(at);
  }

  private static String change(String text, int position) {
    if (text.isEmpty()) {
      return "x";
    }
    int at = position % text.length();
    char other = text.charAt(at) == 'a' ? 'b' : 'a';
    return text.substring(0, at) + other + text.substring(at + 1);
  }

  /** Who can write records can also compute their hashes; the next record betrays it. */
  @Property
  void aRecordThatWasReplacedWithItsHashIsFound(
      @ForAll("chains") List<AuditRecord> chain, @ForAll @IntRange(max = 11) int at) {
    Assume.that(at < chain.size());
    AuditRecord r = chain.get(at);
    AuditRecord forged =
        Chain.append(
                new Head(r.seq() - 1, r.previous()),
                List.of(new Entry(r.time(), r.kind(), r.dataset(), r.partition(), r.body() + " ")))
            .get(0);
    List<AuditRecord> copy = new ArrayList<>(chain);
    copy.set(at, forged);
    assertThat(verify(copy, chain).passed()).isFalse();
  }

  @Property
  void aMissingRecordIsNamed(
      @ForAll("chains") List<AuditRecord> chain, @ForAll @IntRange(max = 10) int at) {
    Assume.that(at < chain.size() - 1);
    List<AuditRecord> copy = new ArrayList<>(chain);
    copy.remove(at);
    assertThat(verify(copy).fault())
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.kind()).isEqualTo(Break.MISSING);
              assertThat(fault.seq()).isEqualTo(at + 1L);
            });
  }

  @Property
  void swappedRecordsAreFound(
      @ForAll("chains") List<AuditRecord> chain,
      @ForAll @IntRange(max = 11) int one,
      @ForAll @IntRange(max = 11) int other) {
    Assume.that(one < other && other < chain.size());
    List<AuditRecord> copy = new ArrayList<>(chain);
    Collections.swap(copy, one, other);
    assertThat(verify(copy).fault())
        .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Break.REORDERED));
  }

  @Property
  void aCutTailIsFoundByTheHeadKeptOutside(
      @ForAll("chains") List<AuditRecord> chain, @ForAll @IntRange(max = 11) int length) {
    Assume.that(length < chain.size());
    List<AuditRecord> cut = chain.subList(0, length);
    assertThat(verify(cut).passed()).isTrue();
    assertThat(verify(cut, chain).fault())
        .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Break.CUT));
  }

  @Property
  void aChainThatGrewSinceTheHeadWasKeptPasses(
      @ForAll("chains") List<AuditRecord> chain, @ForAll @IntRange(min = 1, max = 12) int length) {
    Assume.that(length <= chain.size());
    assertThat(verify(chain, chain.subList(0, length)).passed()).isTrue();
  }

  @Property
  void aChainWrittenAnewIsFoundByTheHeadKeptOutside(@ForAll("chains") List<AuditRecord> chain) {
    List<AuditRecord> anew =
        Chain.append(
            Head.EMPTY,
            chain.stream()
                .map(r -> new Entry(r.time(), r.kind() + "'", r.dataset(), r.partition(), r.body()))
                .toList());
    assertThat(verify(anew).passed()).isTrue();
    assertThat(verify(anew, chain).fault())
        .hasValueSatisfying(fault -> assertThat(fault.kind()).isEqualTo(Break.CUT));
  }

  @Test
  void twoHeadsAreFound() {
    Entry entry = new Entry(Instant.EPOCH, "run", "", "", "{}");
    List<AuditRecord> chain = new ArrayList<>(Chain.append(Head.EMPTY, List.of(entry, entry)));
    Head first = new Head(1, chain.get(0).hash());
    chain.addAll(
        Chain.append(first, List.of(new Entry(Instant.EPOCH, "run", "", "", "{\"other\":1}"))));
    assertThat(verify(chain).fault())
        .hasValueSatisfying(
            fault -> {
              assertThat(fault.kind()).isEqualTo(Break.FORKED);
              assertThat(fault.seq()).isEqualTo(2);
            });
  }

  @Test
  void anEmptyChainIsWhole() {
    assertThat(verify(List.of()).head()).isEqualTo(Head.EMPTY);
    assertThat(verify(List.of()).passed()).isTrue();
  }
}
