package io.candlelake.exchanges.transport;

import info.bitrich.xchangestream.service.netty.NettyStreamingService;
import info.bitrich.xchangestream.service.netty.WebSocketClientHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * XChange's WebSocket without its subscriptions: text in, text out, and a call at the end.
 * Compressed and split messages, pings and TLS are XChange's and Netty's. It never reconnects.
 */
@SuppressWarnings({"FutureReturnValueIgnored", "CheckReturnValue"}) // the end is reported elsewhere
public final class StreamSocket extends NettyStreamingService<String> {
  /** Whom it serves; called by the socket's one thread. */
  public interface Owner {
    void received(String text);

    /** Nothing came for a while. */
    void idle();

    void ended(String reason);
  }

  /** A snapshot of a whole book in one frame has some megabytes. */
  private static final int LARGEST_FRAME_BYTES = 64 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration NO_RETRY = Duration.ofDays(1);
  private static final int IDLE_SECONDS = 15;

  private final Owner owner;
  private final MessagePace pace;
  private volatile Optional<ChannelHandlerContext> context = Optional.empty();

  /**
   * @param messagesPerSecond sent, spaced evenly
   */
  public StreamSocket(URI address, int messagesPerSecond, Owner owner) {
    super(address.toString(), LARGEST_FRAME_BYTES, CONNECT_TIMEOUT, NO_RETRY, IDLE_SECONDS);
    this.owner = owner;
    this.pace = new MessagePace(messagesPerSecond);
    setAutoReconnect(false);
  }

  /**
   * Sends a text in its turn; nothing happens when the connection has ended, which is reported
   * elsewhere.
   */
  public void say(String text) {
    context
        .filter(open -> !open.executor().isShuttingDown())
        .ifPresent(
            open ->
                open.executor()
                    .schedule(
                        () -> open.channel().writeAndFlush(new TextWebSocketFrame(text)),
                        pace.waitNanos(System.nanoTime()),
                        TimeUnit.NANOSECONDS));
  }

  /** Runs something between two messages. */
  public void onItsThread(Runnable task) {
    context
        .filter(open -> !open.executor().isShuttingDown())
        .ifPresent(open -> open.executor().execute(task));
  }

  /** Closes the connection and frees its threads, in the background. */
  public void hangUp() {
    disconnect().subscribe(() -> {}, failed -> {});
  }

  @Override
  public void messageHandler(String text) {
    owner.received(text);
  }

  @Override
  protected void handleIdle(ChannelHandlerContext idle) {
    super.handleIdle(idle);
    owner.idle();
  }

  @Override
  protected WebSocketClientHandler getWebSocketClientHandler(
      WebSocketClientHandshaker handshaker,
      WebSocketClientHandler.WebSocketMessageHandler messages) {
    return new NettyWebSocketClientHandler(handshaker, messages) {
      private String reason = "closed by the exchange";

      @Override
      public void channelActive(ChannelHandlerContext active) {
        context = Optional.of(active);
        super.channelActive(active);
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext broken, Throwable cause) {
        reason = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        super.exceptionCaught(broken, cause);
      }

      @Override
      public void channelInactive(ChannelHandlerContext inactive) {
        super.channelInactive(inactive);
        if (!handshakeFuture().isDone()) {
          // XChange would wait for ever for the answer.
          exceptionCaught(inactive, new IOException("closed before the handshake"));
        }
        if (handshakeFuture().isSuccess()) {
          owner.ended(reason);
        }
      }
    };
  }

  @Override
  protected String getChannelNameFromMessage(String message) {
    throw new IllegalStateException("no subscriptions here");
  }

  @Override
  public String getSubscribeMessage(String channel, Object... args) {
    throw new IllegalStateException("no subscriptions here");
  }

  @Override
  public String getUnsubscribeMessage(String channel, Object... args) {
    throw new IllegalStateException("no subscriptions here");
  }
}
