package io.candlelake.exchanges.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The WebSocket of an exchange that keeps its documented limits, sends messages of kinds that
 * nobody knows between the others, and refuses what it does not list. A client that breaks a limit
 * for good is hung up on.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a client that is gone counts no trade
public final class LimitedServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LimitedProtocol protocol;
  private final List<Client> clients = new ArrayList<>();
  private final TextSockets server;
  private long heard;

  public LimitedServer(LimitedProtocol protocol) {
    this.protocol = protocol;
    this.server = new TextSockets(Client::new);
  }

  public URI address() {
    return server.address();
  }

  /** How many connections were ever made. */
  public synchronized int connections() {
    return clients.size();
  }

  /** How many subscriptions to trades are held. */
  public synchronized long tradeSubscriptions() {
    return clients.stream()
        .flatMap(client -> client.subscriptions.keySet().stream())
        .filter(protocol::isTrades)
        .count();
  }

  /** A trade of a symbol, to every connection that subscribed to it, and something unknown. */
  public synchronized void trade(String symbol, long id) {
    for (Client client : clients) {
      client.subscriptions.forEach(
          (subscription, number) -> {
            if (protocol.isTrades(subscription) && protocol.symbolOf(subscription).equals(symbol)) {
              client.say(protocol.unknown(number, client.next()));
              client.say(protocol.trade(symbol, id, number, client.next()));
            }
          });
    }
  }

  /** Waits for a client's message, not long. */
  public synchronized void awaitMessage(BooleanSupplier unless) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
    long before = heard;
    long leftMillis = 20;
    try {
      while (before == heard && leftMillis > 0 && !unless.getAsBoolean()) {
        wait(leftMillis);
        leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.close();
  }

  private synchronized void connected(Client client, String path) {
    clients.add(client);
    protocol.connected(client, path);
    heard++;
    notifyAll();
  }

  private synchronized void heard(Client client, String text) {
    try {
      protocol.heard(client, JSON.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    heard++;
    notifyAll();
  }

  /** One connection, as a protocol sees it. */
  final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final Channel channel;
    private final Map<String, Integer> subscriptions = new LinkedHashMap<>();
    private long messages;

    private Client(Channel channel) {
      this.channel = channel;
    }

    void say(String text) {
      channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** A limit was broken. */
    void hangUp() {
      channel.close();
    }

    /** Held subscriptions. */
    int held() {
      return subscriptions.size();
    }

    /** Adds a subscription; its number. */
    int subscribe(String subscription) {
      return subscriptions.computeIfAbsent(subscription, s -> subscriptions.size() + 1);
    }

    /** The number of the next message. */
    long next() {
      return ++messages;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete complete) {
        connected(this, complete.requestUri());
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      heard(this, frame.text());
    }
  }

  /** How the exchange speaks. Subscriptions are texts of its own. */
  interface LimitedProtocol {
    default void connected(Client client, String path) {}

    default void heard(Client client, JsonNode message) {}

    boolean isTrades(String subscription);

    /** Behind the channel's name and a space, unless the exchange spells subscriptions itself. */
    default String symbolOf(String subscription) {
      return subscription.substring(subscription.indexOf(' ') + 1);
    }

    String trade(String symbol, long id, int subscription, long message);

    /** A message of a kind that no client knows. */
    String unknown(int subscription, long message);
  }
}
