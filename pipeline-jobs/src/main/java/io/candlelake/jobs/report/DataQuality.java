package io.candlelake.jobs.report;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Candles counted, per pair and in all. Validity and completeness are two rates and never mixed.
 *
 * @param checks what each data check raised, over all pairs
 * @param worstDays the days that miss most, over all pairs
 */
record DataQuality(List<PairCounts> pairs, List<Check> checks, List<Day> worstDays) {
  private static final String NO_CANDLES = "no candle was validated";

  DataQuality {
    pairs = List.copyOf(pairs);
    checks = List.copyOf(checks);
    worstDays = List.copyOf(worstDays);
  }

  /** Candle counts of one pair, or of all. */
  record PairCounts(
      String exchange,
      String pair,
      LocalDate firstDay,
      LocalDate lastDay,
      long expected,
      long received,
      long valid,
      long rejected,
      long duplicates,
      long filled,
      long missing,
      long outage) {

    /** Candles that pass every check ÷ candles received. */
    Figure validity() {
      return Figure.ratio(valid, received, NO_CANDLES);
    }

    /** Received and valid ÷ expected in the range. */
    Figure completeness() {
      return Figure.ratio(valid, expected, NO_CANDLES);
    }

    /** Received and valid ÷ expected less those in outages that the source confirms. */
    Figure completenessOutsideOutages() {
      return Figure.ratio(valid, expected - outage, NO_CANDLES);
    }

    private PairCounts plus(PairCounts other) {
      return new PairCounts(
          exchange.equals(other.exchange) ? exchange : "several",
          "all",
          firstDay.isBefore(other.firstDay) ? firstDay : other.firstDay,
          lastDay.isAfter(other.lastDay) ? lastDay : other.lastDay,
          expected + other.expected,
          received + other.received,
          valid + other.valid,
          rejected + other.rejected,
          duplicates + other.duplicates,
          filled + other.filled,
          missing + other.missing,
          outage + other.outage);
    }
  }

  /** A data check and how many candles it raised. */
  record Check(String name, String severity, long checked, long raised) {}

  /** A day and the candles it misses over all pairs. */
  record Day(LocalDate day, long pairs, long missing, long outage, long filled) {}

  /** All pairs together; empty where nothing was counted. */
  Optional<PairCounts> total() {
    return pairs.stream().reduce(PairCounts::plus);
  }
}
