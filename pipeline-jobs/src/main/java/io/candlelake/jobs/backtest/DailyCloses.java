package io.candlelake.jobs.backtest;

import io.candlelake.common.market.EpochMicros;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The last real close of each listing at the end of each UTC day, from its first day on. A day
 * without a candle keeps the close before it, also after the listing has ended. On one of the days
 * of a pair stands what a benchmark buys it for: the first real open from the start on.
 *
 * @param start of the period; microseconds
 * @param dataEnd end of all candles; microseconds
 */
record DailyCloses(long start, long dataEnd) implements PairRows.Kernel<InternalRow> {
  static final StructType RESULT =
      new StructType()
          .add("exchange", DataTypes.StringType, false)
          .add("pair", DataTypes.StringType, false)
          .add("listing", DataTypes.IntegerType, false)
          .add("day", DataTypes.DateType, false)
          .add("close", DataTypes.DoubleType, false)
          .add("bought_time", DataTypes.TimestampType)
          .add("bought_price", DataTypes.DoubleType);

  @Override
  public Stream<InternalRow> apply(
      UTF8String exchange, UTF8String pair, PairMarket market, PairSignals signals) {
    int bought = market.firstOpenAt(start);
    boolean buys = bought < market.size();
    int lastDay = EpochMicros.day(dataEnd - 1);
    List<InternalRow> rows = new ArrayList<>();
    for (ListingCloses each :
        ListingCloses.of(exchange.toString(), pair.toString(), market, lastDay)) {
      int boughtDay =
          buys && market.listing(bought) == each.listing()
              ? EpochMicros.day(market.openTime(bought))
              : Integer.MIN_VALUE;
      for (int day = each.firstDay(); day <= lastDay; day++) {
        rows.add(
            new GenericInternalRow(
                new Object[] {
                  exchange,
                  pair,
                  each.listing(),
                  day,
                  each.at(day),
                  day == boughtDay ? market.openTime(bought) : null,
                  day == boughtDay ? market.open(bought) : null
                }));
      }
    }
    return rows.stream();
  }
}
