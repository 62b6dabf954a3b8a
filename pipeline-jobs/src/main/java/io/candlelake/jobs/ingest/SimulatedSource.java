package io.candlelake.jobs.ingest;

import io.candlelake.common.PipelineException;
import io.candlelake.common.config.Config;
import io.candlelake.common.market.Pair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * A seeded market, so that everything runs without data and network. Each pair is generated on an
 * executor from the seed alone; a later end leaves earlier candles as they were. Every interval is
 * a market of its own: its candles are not those of another interval resampled.
 */
final class SimulatedSource implements CandleSource {
  static final String NAME = "simulated";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public Offer offer(SourceRequest request) {
    Config.Simulated settings = request.settings().simulated();
    Market market = Market.of(settings, request.interval(), request.seed());
    List<Listing> wanted =
        Listing.first(settings.pairs()).stream().filter(l -> request.wants(l.pair())).toList();
    if (wanted.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot simulate " + request.pairs(),
          "the market has " + Listing.first(settings.pairs()).stream().map(Listing::pair).toList(),
          "Check --pairs and ingest.simulated.pairs");
    }
    Instant from = later(settings.from(), request.range().from());
    Instant to = earlier(settings.to(), request.range().to());
    return new Offer(
        candles(request.spark(), market, wanted, from, to),
        outages(request, market, from, to),
        List.of());
  }

  private static Dataset<Row> candles(
      SparkSession spark, Market market, List<Listing> listings, Instant from, Instant to) {
    JavaRDD<Row> rows =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(listings, listings.size())
            .flatMap(listing -> new SimulatedCandles(market, listing, from, to));
    return spark.createDataFrame(rows, BronzeRows.CANDLES);
  }

  /** The outages that ended within the range; one that goes on is not confirmed yet. */
  private static Dataset<Row> outages(
      SourceRequest request, Market market, Instant from, Instant to) {
    List<Row> rows = new ArrayList<>();
    Market.Outages outages = market.outages();
    for (Market.Outage outage = outages.next();
        outage.from().isBefore(to);
        outage = outages.next()) {
      if (!outage.from().isBefore(from) && !outage.to().isAfter(to)) {
        rows.add(
            RowFactory.create(
                NAME,
                "*",
                request.interval().code(),
                outage.from(),
                outage.to(),
                NAME,
                market.reference()));
      }
    }
    return request.spark().createDataFrame(rows, BronzeRows.OUTAGES);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /**
   * A pair of the simulated exchange.
   *
   * @param price at the start, in quote asset
   */
  record Listing(Pair pair, double price) implements java.io.Serializable {
    private static final List<Listing> KNOWN =
        List.of(
            usdt("BTC", 30_000),
            usdt("ETH", 2_000),
            usdt("BNB", 300),
            usdt("SOL", 40),
            usdt("XRP", 0.5),
            usdt("ADA", 0.4),
            usdt("DOGE", 0.08),
            usdt("LINK", 8),
            usdt("LTC", 90),
            usdt("DOT", 6),
            usdt("AVAX", 15),
            usdt("TRX", 0.07),
            usdt("XLM", 0.1),
            usdt("NEAR", 2),
            usdt("ATOM", 10),
            usdt("UNI", 6),
            usdt("ETC", 20),
            usdt("BCH", 150),
            usdt("FIL", 5),
            usdt("ALGO", 0.2));

    /** That many pairs; past the well-known ones they are numbered. */
    static List<Listing> first(int count) {
      List<Listing> listings = new ArrayList<>(KNOWN.subList(0, Math.min(count, KNOWN.size())));
      while (listings.size() < count) {
        listings.add(usdt("COIN" + (listings.size() + 1), 1));
      }
      return List.copyOf(listings);
    }

    private static Listing usdt(String base, double price) {
      return new Listing(new Pair(base, "USDT"), price);
    }
  }
}
