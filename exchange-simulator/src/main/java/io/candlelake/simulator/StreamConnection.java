package io.candlelake.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One client's stream. Many times a second it sends what is due by the simulator's clock; while the
 * client does not read, nothing is made for it. All of it runs in the connection's own thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to reach a client ends its connection
final class StreamConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final long PERIOD_MILLIS = 10;

  private final SimulatedExchange exchange;
  private final WebSocketServerHandshaker handshaker;
  private final String path;

  private Optional<OpenSession> talk = Optional.empty();
  private Optional<ScheduledFuture<?>> ticking = Optional.empty();
  private Optional<Frame> heldBack = Optional.empty();
  private Instant silentUntil = Instant.MIN;

  private record OpenSession(Protocol protocol, StreamSession conversation) {}

  StreamConnection(SimulatedExchange exchange, WebSocketServerHandshaker handshaker, String path) {
    this.exchange = exchange;
    this.handshaker = handshaker;
    this.path = path;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    SimulatedExchange.streaming(path).ifPresent(protocol -> begin(protocol, context));
    ticking =
        Optional.of(
            context
                .executor()
                .scheduleWithFixedDelay(
                    () -> tick(context), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ticking.ifPresent(task -> task.cancel(false));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ticking.ifPresent(task -> task.cancel(false));
    context.fireChannelInactive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      handshaker.close(context, close.retain());
    } else if (frame instanceof PingWebSocketFrame ping) {
      context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
    } else if (frame instanceof TextWebSocketFrame text) {
      JsonWriter.read(text.text()).ifPresent(message -> heard(message, context));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void begin(Protocol protocol, ChannelHandlerContext context) {
    MarketView view = exchange.view(protocol.exchange(), path);
    OpenSession begun = new OpenSession(protocol, protocol.converse(path, view));
    talk = Optional.of(begun);
    send(begun, begun.conversation().greeting(view), context);
  }

  private void heard(JsonNode message, ChannelHandlerContext context) {
    if (talk.isEmpty()) {
      SimulatedExchange.understanding(message).ifPresent(protocol -> begin(protocol, context));
    }
    talk.ifPresent(
        t -> {
          MarketView view = exchange.view(t.protocol().exchange(), path);
          send(t, t.conversation().heard(message, view), context);
        });
  }

  private void tick(ChannelHandlerContext context) {
    if (talk.isEmpty() || !context.channel().isWritable()) {
      return;
    }
    OpenSession t = talk.get();
    try {
      send(t, t.conversation().due(exchange.view(t.protocol().exchange(), path)), context);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  private void send(OpenSession t, List<Frame> frames, ChannelHandlerContext context) {
    for (Frame frame : frames) {
      if (exchange.now().isBefore(silentUntil)) {
        continue;
      }
      Optional<Fault> fault =
          exchange.script().ofMessage(t.protocol().exchange(), frame, exchange.now());
      for (Frame told : fault.map(f -> struck(f, frame, context)).orElse(List.of(frame))) {
        context.write(new TextWebSocketFrame(told.text()));
      }
      if (fault.isEmpty() && heldBack.isPresent()) {
        context.write(new TextWebSocketFrame(heldBack.get().text()));
        heldBack = Optional.empty();
      }
    }
    if (!frames.isEmpty()) {
      context.flush();
    }
  }

  private List<Frame> struck(Fault fault, Frame frame, ChannelHandlerContext context) {
    List<Frame> told = new ArrayList<>();
    switch (fault.kind()) {
      case STREAM_DISCONNECT -> {
        context.flush();
        context.close();
      }
      case STREAM_SILENCE -> silentUntil = exchange.now().plus(fault.length());
      case STREAM_BOOK_GAP, STREAM_TRADE_MISSED -> {}
      case STREAM_DUPLICATE -> {
        told.add(frame);
        told.add(frame);
      }
      case STREAM_OUT_OF_ORDER -> heldBack = Optional.of(frame);
      case STREAM_MALFORMED ->
          told.add(frame.withText(frame.text().substring(0, frame.text().length() / 2)));
      default -> throw new IllegalStateException("no fault of a message: " + fault);
    }
    return told;
  }
}
