package io.candlelake.exchanges.kraken;

import static io.candlelake.exchanges.transport.JsonFields.optionalDecimal;
import static io.candlelake.exchanges.transport.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.common.market.Pair;
import io.candlelake.exchanges.Listing;
import io.candlelake.exchanges.MarketPort;
import io.candlelake.exchanges.transport.Calls;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Kraken's markets with their rules and fees. */
record KrakenMarkets(Calls calls, Calls.Question<JsonNode> assetPairs) implements MarketPort {
  @Override
  public boolean tellsFees() {
    return true;
  }

  @Override
  public List<Listing> listings() {
    return calls.listings(
        1,
        () ->
            assetPairs.ask().properties().stream()
                .filter(pair -> !pair.getKey().endsWith(".d")) // dark pools
                .map(pair -> listing(pair.getValue())));
  }

  private static Optional<Listing> listing(JsonNode pair) {
    String name = pair.path("wsname").asText();
    return Pair.parse(ours(name, 0) + "-" + ours(name, 1))
        .map(
            read ->
                new Listing(
                    text(pair, "altname"),
                    read,
                    optionalDecimal(pair, "tick_size").or(() -> step(pair, "pair_decimals")),
                    step(pair, "lot_decimals"),
                    optionalDecimal(pair, "ordermin"),
                    optionalDecimal(pair, "costmin"),
                    fee(pair.path("fees_maker")).or(() -> fee(pair.path("fees"))),
                    fee(pair.path("fees")),
                    pair.path("status").asText("online").equals("online")));
  }

  private static String ours(String wsname, int index) {
    String[] assets = wsname.split("/", -1);
    return Kraken.NAMES.ours(index < assets.length ? assets[index] : "");
  }

  private static Optional<BigDecimal> step(JsonNode pair, String decimals) {
    return optionalDecimal(pair, decimals)
        .map(places -> BigDecimal.ONE.movePointLeft(places.intValueExact()));
  }

  /** Fee of an account without volume; Kraken writes percent. */
  private static Optional<BigDecimal> fee(JsonNode schedule) {
    return optionalDecimal(schedule.path(0), 1).map(percent -> percent.movePointLeft(2));
  }
}
