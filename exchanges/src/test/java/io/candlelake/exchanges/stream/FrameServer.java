package io.candlelake.exchanges.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket server that says what a test tells it to. */
@SuppressWarnings("FutureReturnValueIgnored") // a client that is gone is what tests are about
final class FrameServer implements AutoCloseable {
  private final BlockingQueue<Client> clients = new LinkedBlockingQueue<>();
  private final TextSockets server;

  FrameServer() {
    server = new TextSockets(channel -> new Client(channel, clients));
  }

  URI address() {
    return server.address();
  }

  /** The next client that has connected. */
  Client client() throws InterruptedException {
    Client client = clients.poll(20, TimeUnit.SECONDS);
    if (client == null) {
      throw new AssertionError("nobody connected");
    }
    return client;
  }

  @Override
  public void close() {
    server.close();
  }

  static final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    private final Channel channel;
    private final BlockingQueue<Client> connected;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private volatile String path = "";

    private Client(Channel channel, BlockingQueue<Client> connected) {
      this.channel = channel;
      this.connected = connected;
    }

    String path() {
      return path;
    }

    void say(String text) {
      channel.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** Closes the connection without a word. */
    void drop() {
      channel.close();
    }

    /** The next text that the client sent. */
    String heard() throws InterruptedException {
      String text = said.poll(20, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("the client said nothing");
      }
      return text;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof HandshakeComplete complete) {
        path = complete.requestUri();
        connected.add(this);
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      said.add(frame.text());
    }
  }
}
