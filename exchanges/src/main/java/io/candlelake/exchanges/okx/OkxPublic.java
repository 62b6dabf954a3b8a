package io.candlelake.exchanges.okx;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** OKX's public calls, version 5. All answer {@code {code, msg, data: [...]}}. */
@Path("api/v5")
@Produces(MediaType.APPLICATION_JSON)
public interface OkxPublic {
  /** Candles between two open times, neither meant, newest first. */
  @GET
  @Path("market/history-candles")
  JsonNode candles(
      @QueryParam("instId") String symbol,
      @QueryParam("bar") String interval,
      @QueryParam("before") long laterThanMillis,
      @QueryParam("after") long earlierThanMillis,
      @QueryParam("limit") int limit)
      throws IOException;

  /** Trades before an id (type 1) or a time in milliseconds (type 2), newest first. */
  @GET
  @Path("market/history-trades")
  JsonNode trades(
      @QueryParam("instId") String symbol,
      @QueryParam("type") int type,
      @QueryParam("after") long before,
      @QueryParam("limit") int limit)
      throws IOException;

  /** The book: {@code [{ts, seqId, bids: [[price, amount, ...]], asks}]}. */
  @GET
  @Path("market/books")
  JsonNode orderBook(@QueryParam("instId") String symbol, @QueryParam("sz") int levels)
      throws IOException;

  /** The exchange's time: {@code [{ts}]}. */
  @GET
  @Path("public/time")
  JsonNode time() throws IOException;

  /** Every market. */
  @GET
  @Path("public/instruments")
  JsonNode markets(@QueryParam("instType") String type) throws IOException;
}
