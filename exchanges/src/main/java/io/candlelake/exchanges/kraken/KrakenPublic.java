package io.candlelake.exchanges.kraken;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Kraken's calls whose answers XChange cuts short: times to a tenth of a microsecond, rules. */
@Path("0/public")
@Produces(MediaType.APPLICATION_JSON)
public interface KrakenPublic {
  /** Trades after a time in nanoseconds: {@code [price, volume, seconds, side, type, misc, id]}. */
  @GET
  @Path("Trades")
  JsonNode trades(
      @QueryParam("pair") String pair,
      @QueryParam("since") String sinceNanos,
      @QueryParam("count") int count)
      throws IOException;

  /** The exchange's time: {@code {unixtime: seconds}}. */
  @GET
  @Path("Time")
  JsonNode time() throws IOException;

  /** Every market. */
  @GET
  @Path("AssetPairs")
  JsonNode assetPairs() throws IOException;
}
