package io.candlelake.jobs.validate;

import io.candlelake.common.config.Config.ListingCorrection.Event;
import io.candlelake.common.job.JobContext;
import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.table.RowFilter;
import io.candlelake.common.table.Tables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * The listings of all pairs, of all time: where each begins and ends.
 *
 * <p>A listing ends where the next begins. The last one of a pair has ended when the pair was
 * without candles for {@code validate.delisted-days} while its exchange went on, or the user says
 * so. The end is known {@code validate.delisted-days} after the last candle, or when the first
 * candle of the next listing closes, if that is earlier; an end that the user configured is known
 * beforehand.
 *
 * @param spans by exchange, pair and number
 * @param limits by which ends are found
 */
record Listings(List<ListingSpan> spans, Limits limits) {
  private static final StructType TABLE = Tables.LISTINGS.schemaWithout("run_id");
  private static final Comparator<ListingSpan> ORDER =
      Comparator.comparing(ListingSpan::exchange)
          .thenComparing(ListingSpan::pair)
          .thenComparing(ListingSpan::listing);

  Listings {
    spans = List.copyOf(spans);
  }

  /**
   * First and last valid candle of a pair, by open time in microseconds.
   *
   * @param newestMicros the newest that it could have: the newest of its exchange, or its own last
   *     where it is delisted
   */
  record PairSpan(
      String exchange, String pair, long firstMicros, long lastMicros, long newestMicros) {}

  /** Of rows of {@link FindingRows#LISTING}, in any order. */
  static Listings in(List<Row> rows, Limits limits) {
    return of(rows.stream().map(Listings::span).sorted(ORDER).toList(), limits);
  }

  /** With the ends of spans that are in order and have none yet. */
  static Listings of(List<ListingSpan> spans, Limits limits) {
    Map<String, Long> newest = newest(spans);
    List<ListingSpan> ended = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      ListingSpan span = spans.get(i);
      boolean hasNext = i + 1 < spans.size() && spans.get(i + 1).isOfSamePair(span);
      OptionalLong knownAt =
          hasNext
              ? OptionalLong.of(knownBy(span, spans.get(i + 1), limits))
              : silence(span, newest.get(span.exchange()), limits);
      ended.add(knownAt.isPresent() ? span.endKnownAt(knownAt.getAsLong()) : span);
    }
    return new Listings(ended, limits);
  }

  private static ListingSpan span(Row row) {
    double factor = row.isNullAt(6) ? Double.NaN : row.getDouble(6);
    ListingEvent event = ListingEvent.valueOf(row.getString(5).toUpperCase(Locale.ROOT));
    return new ListingSpan(
        row.getString(0),
        row.getString(1),
        row.getInt(2),
        row.getLong(3),
        row.getLong(4),
        new ListingStart(event, factor, row.getString(7)),
        Optional.ofNullable(row.<Double>getAs(8)),
        OptionalLong.empty());
  }

  /** The newest candle of each exchange. */
  private static Map<String, Long> newest(List<ListingSpan> spans) {
    Map<String, Long> newest = new HashMap<>();
    spans.forEach(span -> newest.merge(span.exchange(), span.lastMicros(), Math::max));
    return newest;
  }

  private static long knownBy(ListingSpan span, ListingSpan next, Limits limits) {
    long step = limits.interval().micros();
    long end = span.lastMicros() + step;
    return next.start().source().equals(ListingStart.CONFIGURED)
        ? end
        : Math.min(next.firstMicros() + step, end + limits.delistedMicros());
  }

  private static OptionalLong silence(ListingSpan span, long newest, Limits limits) {
    long end = span.lastMicros() + limits.interval().micros();
    Optional<Event> said =
        limits
            .correction(span.exchange(), span.pair(), span.lastMicros(), Long.MAX_VALUE)
            .map(Correction::event);
    if (said.isPresent()) {
      return said.get() == Event.CONTINUES ? OptionalLong.empty() : OptionalLong.of(end);
    }
    return newest - span.lastMicros() >= limits.delistedMicros()
        ? OptionalLong.of(end + limits.delistedMicros())
        : OptionalLong.empty();
  }

  /** The span of each pair. */
  List<PairSpan> pairSpans() {
    Map<String, Long> newest = newest(spans);
    List<PairSpan> pairSpans = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < spans.size(); i++) {
      ListingSpan span = spans.get(i);
      first = isFirstOfPair(i) ? span.firstMicros() : first;
      if (isLastOfPair(i)) {
        long last = span.lastMicros();
        long couldBe = span.hasEnded() ? last : newest.get(span.exchange());
        pairSpans.add(new PairSpan(span.exchange(), span.pair(), first, last, couldBe));
      }
    }
    return pairSpans;
  }

  private boolean isFirstOfPair(int index) {
    return index == 0 || !spans.get(index - 1).isOfSamePair(spans.get(index));
  }

  private boolean isLastOfPair(int index) {
    return index + 1 == spans.size() || isFirstOfPair(index + 1);
  }

  /** Makes the table hold these of the run's pairs; returns how many rows it wrote. */
  long bring(JobContext context, List<String> pairs) {
    RowFilter scope =
        RowFilter.equal("interval", limits.interval().code()).and(RowFilter.in("pair", pairs));
    List<Row> rows = spans.stream().map(span -> span.toRow(limits)).toList();
    List<Row> present =
        context
            .read(Tables.LISTINGS)
            .where(scope.sql())
            .selectExpr(TABLE.fieldNames())
            .collectAsList();
    if (Set.copyOf(rows).equals(Set.copyOf(present))) {
      return 0;
    }
    Dataset<Row> found = context.spark().createDataFrame(rows, TABLE).coalesce(1);
    return present.isEmpty()
        ? context.append(Tables.LISTINGS, found)
        : context.replace(Tables.LISTINGS, found, scope);
  }

  /** Whether any listing has ended. */
  boolean haveEnds() {
    return spans.stream().anyMatch(ListingSpan::hasEnded);
  }

  /** A line for each break and each pair delisted, so that nobody overlooks them. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      ListingSpan span = spans.get(i);
      if (!isFirstOfPair(i)) {
        notes.add(began(span));
      }
      if (isLastOfPair(i) && span.hasEnded()) {
        notes.add(
            "%s on %s counts as delisted: its last candle closed at %s, others go on"
                .formatted(
                    span.pair(),
                    span.exchange(),
                    EpochMicros.toInstant(span.lastMicros() + limits.interval().micros())));
      }
    }
    return notes;
  }

  private static String began(ListingSpan span) {
    String ratio =
        span.priceRatio()
            .map(r -> String.format(Locale.ROOT, ", at %.6g times the close before", r))
            .orElse("");
    return "%s on %s is another series from %s on (%s, %s)%s; correct it by validate.listings"
        .formatted(
            span.pair(),
            span.exchange(),
            EpochMicros.toInstant(span.firstMicros()),
            span.start().event().code(),
            span.start().source(),
            ratio);
  }

  /** Corrections that no candle is concerned by. */
  List<String> failures() {
    return limits.corrections().stream()
        .filter(correction -> spans.stream().noneMatch(span -> concerns(correction, span)))
        .map(
            correction ->
                "validate.listings: %s has no candle before %s"
                    .formatted(correction.pair(), EpochMicros.toInstant(correction.atMicros())))
        .toList();
  }

  private static boolean concerns(Correction correction, ListingSpan span) {
    return correction.isOf(span.exchange(), span.pair())
        && span.firstMicros() < correction.atMicros();
  }
}
