package io.candlelake.exchanges.bitfinex;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Bitfinex's public calls, version 2, with the decimals that XChange reads as doubles. */
@Path("v2")
@Produces(MediaType.APPLICATION_JSON)
public interface BitfinexPublic {
  /** Candles from and to an open time, both meant: {@code [ms, open, close, high, low, volume]}. */
  @GET
  @Path("candles/trade:{interval}:{symbol}/hist")
  JsonNode candles(
      @PathParam("interval") String interval,
      @PathParam("symbol") String symbol,
      @QueryParam("limit") int limit,
      @QueryParam("start") long startMillis,
      @QueryParam("end") long endMillis,
      @QueryParam("sort") int sort)
      throws IOException;

  /** Trades from a time on: {@code [id, ms, amount, price]}, sold amounts below zero. */
  @GET
  @Path("trades/{symbol}/hist")
  JsonNode trades(
      @PathParam("symbol") String symbol,
      @QueryParam("limit") int limit,
      @QueryParam("start") long startMillis,
      @QueryParam("sort") int sort)
      throws IOException;

  /** The book: {@code [price, orders, amount]}, asks below zero. */
  @GET
  @Path("book/{symbol}/P0")
  JsonNode orderBook(@PathParam("symbol") String symbol, @QueryParam("len") int levels)
      throws IOException;

  /** Codes of assets and what others call them: {@code [[[code, name], ...]]}. */
  @GET
  @Path("conf/pub:map:currency:sym")
  JsonNode currencyNames() throws IOException;

  /** Every market: {@code [[name, [.., .., .., smallest order, ...]]]}. */
  @GET
  @Path("conf/pub:info:pair")
  JsonNode markets() throws IOException;
}
