package io.candlelake.exchanges.bybit;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Bybit's public calls, version 5; XChange has only its instruments and tickers. */
@Path("v5/market")
@Produces(MediaType.APPLICATION_JSON)
public interface BybitPublic {
  /** Candles from and to an open time, both meant, newest first; the reply says its time. */
  @GET
  @Path("kline")
  JsonNode candles(
      @QueryParam("category") String category,
      @QueryParam("symbol") String symbol,
      @QueryParam("interval") String interval,
      @QueryParam("start") long startMillis,
      @QueryParam("end") long endMillis,
      @QueryParam("limit") int limit)
      throws IOException;

  /** The latest trades, newest first. */
  @GET
  @Path("recent-trade")
  JsonNode trades(
      @QueryParam("category") String category,
      @QueryParam("symbol") String symbol,
      @QueryParam("limit") int limit)
      throws IOException;

  /** The book: {@code {ts, u, b: [[price, amount]], a}}. */
  @GET
  @Path("orderbook")
  JsonNode orderBook(
      @QueryParam("category") String category,
      @QueryParam("symbol") String symbol,
      @QueryParam("limit") int levels)
      throws IOException;

  /** The exchange's time: {@code {time: milliseconds}}. */
  @GET
  @Path("time")
  JsonNode time() throws IOException;

  /** Every market. */
  @GET
  @Path("instruments-info")
  JsonNode markets(@QueryParam("category") String category) throws IOException;
}
