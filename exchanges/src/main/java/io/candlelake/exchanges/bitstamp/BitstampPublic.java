package io.candlelake.exchanges.bitstamp;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Bitstamp's candles, which XChange lacks, and its books with their time to the microsecond. */
@Path("api/v2")
@Produces(MediaType.APPLICATION_JSON)
public interface BitstampPublic {
  /** Candles from and to an open time, both meant: {@code {data: {ohlc: [{timestamp, ...}]}}}. */
  @GET
  @Path("ohlc/{pair}/")
  JsonNode candles(
      @PathParam("pair") String pair,
      @QueryParam("step") long stepSeconds,
      @QueryParam("limit") int limit,
      @QueryParam("start") long startSeconds,
      @QueryParam("end") long endSeconds,
      @QueryParam("exclude_current_candle") boolean excludeCurrent)
      throws IOException;

  /** The book: {@code {microtimestamp, bids: [[price, amount]], asks}}. */
  @GET
  @Path("order_book/{pair}/")
  JsonNode orderBook(@PathParam("pair") String pair) throws IOException;
}
