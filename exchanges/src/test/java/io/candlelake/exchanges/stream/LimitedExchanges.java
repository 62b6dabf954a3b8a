package io.candlelake.exchanges.stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.candlelake.exchanges.stream.LimitedServer.Client;
import io.candlelake.exchanges.stream.LimitedServer.LimitedProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The six exchanges' limits, refusals and messages, from their documentation (see each dialect for
 * where). Each lists every symbol but those that contain BAD.
 */
public final class LimitedExchanges {
  private static final String TIME = "2024-08-08T12:00:00.000000Z";
  private static final long MILLIS = 1_723_118_400_000L;

  private LimitedExchanges() {}

  public static LimitedServer named(String exchange) {
    return new LimitedServer(
        switch (exchange) {
          case "binance" -> new BinanceServer();
          case "kraken" -> new KrakenServer();
          case "coinbase" -> new CoinbaseServer();
          case "bitstamp" -> new BitstampServer();
          case "bitfinex" -> new BitfinexServer();
          case "bybit" -> new BybitServer();
          default -> throw new IllegalArgumentException(exchange);
        });
  }

  private static boolean isListed(String symbol) {
    return !symbol.toUpperCase(Locale.ROOT).contains("BAD");
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  /** 1,024 streams, an address of 4,096 characters; says nothing of streams that do not exist. */
  private static final class BinanceServer implements LimitedProtocol {
    @Override
    public void connected(Client client, String path) {
      String[] streams = path.replaceFirst("^.*streams=", "").split("/", -1);
      if (streams.length > 1_024 || path.length() > 4_096) {
        client.hangUp();
        return;
      }
      for (String stream : streams) {
        if (isListed(stream)) {
          client.subscribe(stream);
        }
      }
      client.say("{\"e\":\"serverShutdown\",\"E\":" + MILLIS + "}");
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.endsWith("@trade");
    }

    @Override
    public String symbolOf(String subscription) {
      return subscription.substring(0, subscription.indexOf('@')).toUpperCase(Locale.ROOT);
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return """
          {"stream":"%s@trade","data":{"e":"trade","E":%d,"s":"%s","t":%d,"p":"1.5","q":"2","T":%d,\
          "m":true,"M":true}}"""
          .formatted(symbol.toLowerCase(Locale.ROOT), MILLIS, symbol, id, MILLIS);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "{\"stream\":\"x@new\",\"data\":{\"e\":\"newEvent\",\"s\":\"X\"}}";
    }
  }

  /** An answer for each symbol. */
  private static final class KrakenServer implements LimitedProtocol {
    @Override
    public void connected(Client client, String path) {
      client.say("{\"channel\":\"status\",\"type\":\"update\",\"data\":[]}");
    }

    @Override
    public void heard(Client client, JsonNode message) {
      JsonNode params = message.path("params");
      String channel = params.path("channel").asText();
      for (String symbol : texts(params.path("symbol"))) {
        if (isListed(symbol)) {
          client.subscribe(channel + " " + symbol);
          client.say(
              "{\"method\":\"subscribe\",\"req_id\":%s,\"result\":{\"channel\":\"%s\",\"symbol\":\"%s\"},\"success\":true}"
                  .formatted(message.path("req_id"), channel, symbol));
        } else {
          client.say(
              "{\"error\":\"Currency pair not supported %s\",\"method\":\"subscribe\",\"req_id\":%s,\"success\":false,\"symbol\":\"%s\"}"
                  .formatted(symbol, message.path("req_id"), symbol));
        }
      }
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.startsWith("trade ");
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return """
          {"channel":"trade","type":"update","data":[{"symbol":"%s","side":"buy","price":1.5,\
          "qty":2,"ord_type":"market","trade_id":%d,"timestamp":"%s"}]}"""
          .formatted(symbol, id, TIME);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "{\"channel\":\"new\",\"type\":\"update\",\"data\":[{\"symbol\":\"X/USD\"}]}";
    }
  }

  /** One bad product refuses a request as a whole. */
  private static final class CoinbaseServer implements LimitedProtocol {
    @Override
    public void heard(Client client, JsonNode message) {
      List<String> products = texts(message.path("product_ids"));
      for (String product : products) {
        if (!isListed(product)) {
          client.say(
              "{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"%s is not a valid product\"}"
                  .formatted(product));
          return;
        }
      }
      for (String channel : texts(message.path("channels"))) {
        products.forEach(product -> client.subscribe(channel + " " + product));
      }
      client.say("{\"type\":\"subscriptions\",\"channels\":[]}");
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.startsWith("matches ");
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return """
          {"type":"match","trade_id":%d,"maker_order_id":"a","taker_order_id":"b","side":"sell",\
          "size":"2","price":"1.5","product_id":"%s","sequence":%d,"time":"%s"}"""
          .formatted(id, symbol, message, TIME);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "{\"type\":\"rfq_match\",\"product_id\":\"BTC-USD\",\"price\":\"1\"}";
    }
  }

  /** A refusal does not say of which channel. */
  private static final class BitstampServer implements LimitedProtocol {
    @Override
    public void heard(Client client, JsonNode message) {
      String channel = message.path("data").path("channel").asText();
      if (isListed(channel)) {
        client.subscribe(channel);
        client.say(
            "{\"event\":\"bts:subscription_succeeded\",\"channel\":\"%s\",\"data\":{}}"
                .formatted(channel));
      } else {
        client.say(
            "{\"event\":\"bts:error\",\"channel\":\"\",\"data\":{\"code\":null,\"message\":\"Bad subscription string.\"}}");
      }
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.startsWith("live_trades_");
    }

    @Override
    public String symbolOf(String subscription) {
      return subscription.substring("live_trades_".length());
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return """
          {"event":"trade","channel":"live_trades_%s","data":{"id":%d,"timestamp":"1723118400",\
          "amount":2,"amount_str":"2","price":1.5,"price_str":"1.5","type":0,\
          "microtimestamp":"%d","buy_order_id":1,"sell_order_id":2}}"""
          .formatted(symbol, id, MILLIS * 1_000);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "{\"event\":\"new\",\"channel\":\"new_btcusd\",\"data\":{}}";
    }
  }

  /** 25 channels a connection; messages are numbered. */
  private static final class BitfinexServer implements LimitedProtocol {
    @Override
    public void connected(Client client, String path) {
      client.say("{\"event\":\"info\",\"version\":2,\"platform\":{\"status\":1}}");
    }

    @Override
    public void heard(Client client, JsonNode message) {
      if (!message.path("event").asText().equals("subscribe")) {
        client.say("{\"event\":\"conf\",\"status\":\"OK\"}");
        return;
      }
      String channel = message.path("channel").asText();
      String what =
          message.has("key")
              ? "\"key\":\"" + message.path("key").asText() + "\""
              : "\"symbol\":\"" + message.path("symbol").asText() + "\"";
      String head = "\"channel\":\"" + channel + "\"," + what;
      boolean full = client.held() >= 25;
      if (full || !isListed(what)) {
        client.say(
            "{\"event\":\"error\",%s,\"msg\":\"%s\",\"code\":%d}"
                .formatted(
                    head, full ? "subscribe: limit" : "symbol: invalid", full ? 10305 : 10300));
        return;
      }
      String symbol = message.path("symbol").asText(message.path("key").asText());
      int number = client.subscribe(channel + " " + symbol);
      client.say("{\"event\":\"subscribed\",%s,\"chanId\":%d}".formatted(head, number));
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.startsWith("trades ");
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return "[%d,\"te\",[%d,%d,2,1.5],%d]".formatted(subscription, id, MILLIS, message);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "[%d,\"zz\",[1],%d]".formatted(subscription, message);
    }
  }

  /** Ten topics a request, 21,000 characters a connection; a bad topic refuses a request. */
  private static final class BybitServer implements LimitedProtocol {
    private int characters;

    @Override
    public void heard(Client client, JsonNode message) {
      List<String> topics = texts(message.path("args"));
      String head =
          "\"op\":\"subscribe\",\"conn_id\":\"c\",\"req_id\":%s".formatted(message.path("req_id"));
      List<String> bad = topics.stream().filter(topic -> !isListed(topic)).toList();
      characters += topics.stream().mapToInt(String::length).sum();
      if (topics.size() > 10 || characters > 21_000) {
        client.hangUp();
      } else if (!bad.isEmpty()) {
        client.say(
            "{\"success\":false,\"ret_msg\":\"Invalid symbol :%s\",%s}".formatted(bad, head));
      } else {
        topics.forEach(client::subscribe);
        client.say("{\"success\":true,\"ret_msg\":\"subscribe\"," + head + "}");
      }
    }

    @Override
    public boolean isTrades(String subscription) {
      return subscription.startsWith("publicTrade.");
    }

    @Override
    public String symbolOf(String subscription) {
      return subscription.substring(subscription.indexOf('.') + 1);
    }

    @Override
    public String trade(String symbol, long id, int subscription, long message) {
      return """
          {"topic":"publicTrade.%s","type":"snapshot","ts":%d,"data":[{"T":%d,"s":"%s","S":"Buy",\
          "v":"2","p":"1.5","L":"PlusTick","i":"%d","BT":false}]}"""
          .formatted(symbol, MILLIS, MILLIS, symbol, id);
    }

    @Override
    public String unknown(int subscription, long message) {
      return "{\"topic\":\"new.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1,\"data\":[]}";
    }
  }
}
