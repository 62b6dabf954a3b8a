package io.candlelake.exchanges.binance;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Binance's raw trades, which XChange lacks. */
@Path("api/v3")
@Produces(MediaType.APPLICATION_JSON)
public interface BinanceHistory {
  /** Trades from an id on, ascending: {@code [{id, price, qty, time, isBuyerMaker, ...}]}. */
  @GET
  @Path("historicalTrades")
  JsonNode historicalTrades(
      @HeaderParam("X-MBX-APIKEY") String apiKey,
      @QueryParam("symbol") String symbol,
      @QueryParam("fromId") long fromId,
      @QueryParam("limit") int limit)
      throws IOException;
}
