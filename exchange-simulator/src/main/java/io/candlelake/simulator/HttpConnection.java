package io.candlelake.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;

/** One connection, until it becomes a stream. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to reach a client ends its connection
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final int LONGEST_MESSAGE = 1 << 20;

  private final SimulatedExchange exchange;

  HttpConnection(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    String upgrade = request.headers().get(HttpHeaderNames.UPGRADE, "");
    if (HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(upgrade)) {
      openStream(context, request);
      return;
    }
    QueryStringDecoder decoder = new QueryStringDecoder(request.uri());
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    SimulatedExchange.Outcome outcome =
        exchange.answer(new Request(decoder.path(), decoder.parameters()));
    if (outcome instanceof SimulatedExchange.Outcome.Answered answered) {
      Reply reply = answered.reply();
      int length = reply.body().getBytes(StandardCharsets.UTF_8).length;
      send(context, response(reply, reply.body(), length), keepAlive);
    } else if (outcome instanceof SimulatedExchange.Outcome.Cut cut) {
      Reply reply = cut.whole();
      int length = reply.body().getBytes(StandardCharsets.UTF_8).length;
      String half = reply.body().substring(0, reply.body().length() / 2);
      send(context, response(reply, half, length), false);
    } else if (outcome instanceof SimulatedExchange.Outcome.Reset) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      context.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private void openStream(ChannelHandlerContext context, FullHttpRequest request) {
    String address = "ws://" + request.headers().get(HttpHeaderNames.HOST) + request.uri();
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(address, null, false, LONGEST_MESSAGE)
            .newHandshaker(request);
    if (handshaker == null) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(context.channel());
      return;
    }
    String path = request.uri();
    handshaker
        .handshake(context.channel(), request)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                context
                    .pipeline()
                    .replace(this, "stream", new StreamConnection(exchange, handshaker, path));
              }
            });
  }

  private static FullHttpResponse response(Reply reply, String body, int length) {
    ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(reply.status()), content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, length);
    reply.headers().forEach((name, value) -> response.headers().set(name, value));
    return response;
  }

  private static void send(
      ChannelHandlerContext context, FullHttpResponse response, boolean keepAlive) {
    HttpUtil.setKeepAlive(response, keepAlive);
    var sent = context.writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
