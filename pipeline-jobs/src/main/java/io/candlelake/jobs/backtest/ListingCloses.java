package io.candlelake.jobs.backtest;

import io.candlelake.common.market.EpochMicros;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last real close of a listing at the end of each UTC day, from its first day to the data's
 * last; a day without a candle keeps the close before it.
 *
 * @param firstDay days since 1970
 */
record ListingCloses(String exchange, String pair, int listing, int firstDay, double[] closes)
    implements Serializable {
  /** The key by which positions find it. */
  String key() {
    return key(exchange, pair, listing);
  }

  static String key(String exchange, String pair, int listing) {
    return exchange + "/" + pair + "/" + listing;
  }

  double at(int day) {
    return closes[day - firstDay];
  }

  /**
   * Those of every listing of a pair, in time.
   *
   * @param lastDay of the data
   */
  static List<ListingCloses> of(String exchange, String pair, PairMarket market, int lastDay) {
    List<ListingCloses> all = new ArrayList<>();
    for (int first = 0; first < market.size(); first = market.lastOfListing(first) + 1) {
      all.add(of(exchange, pair, market, first, lastDay));
    }
    return all;
  }

  private static ListingCloses of(
      String exchange, String pair, PairMarket market, int first, int lastDay) {
    int firstDay = EpochMicros.day(market.openTime(first));
    int last = market.lastOfListing(first);
    double[] closes = new double[lastDay - firstDay + 1];
    Arrays.fill(closes, Double.NaN);
    for (int bar = first; bar <= last; bar++) {
      closes[EpochMicros.day(market.openTime(bar)) - firstDay] = market.close(bar);
    }
    for (int day = 1; day < closes.length; day++) {
      closes[day] = Double.isNaN(closes[day]) ? closes[day - 1] : closes[day];
    }
    return new ListingCloses(exchange, pair, market.listing(first), firstDay, closes);
  }
}
