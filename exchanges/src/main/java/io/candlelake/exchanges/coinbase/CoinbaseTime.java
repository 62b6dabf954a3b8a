package io.candlelake.exchanges.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;

/** Coinbase's clock, which XChange lacks. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public interface CoinbaseTime {
  /** The exchange's time: {@code {"iso": ..., "epoch": seconds}}. */
  @GET
  @Path("time")
  JsonNode time() throws IOException;
}
