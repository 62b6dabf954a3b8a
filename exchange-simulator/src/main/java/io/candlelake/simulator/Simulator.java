package io.candlelake.simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * A local exchange: the wire protocols of several real ones at one address, REST and WebSocket,
 * over one market. Only this machine can reach it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails to reach a client ends its connection
public final class Simulator implements AutoCloseable {
  private static final int LONGEST_REQUEST = 64 * 1024;
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int THREADS = 4;

  private final EventLoopGroup loops;
  private final Channel channel;
  private final Ledger ledger;
  private final FaultScript script;

  private Simulator(EventLoopGroup loops, Channel channel, Ledger ledger, FaultScript script) {
    this.loops = loops;
    this.channel = channel;
    this.ledger = ledger;
    this.script = script;
  }

  /**
   * Starts it; it serves when this returns.
   *
   * @throws UncheckedIOException when the port is taken
   */
  public static Simulator start(SimulatorSettings settings) {
    Ledger ledger = new Ledger(settings.market(), settings.clock());
    FaultScript script = new FaultScript(settings.faults(), ledger);
    SimulatedExchange exchange = new SimulatedExchange(settings, script, ledger);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(pipeline(exchange));
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new UncheckedIOException(
          new IOException("cannot listen on port " + settings.port(), bound.cause()));
    }
    return new Simulator(loops, bound.channel(), ledger, script);
  }

  private static ChannelInitializer<SocketChannel> pipeline(SimulatedExchange exchange) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel child) {
        child
            .pipeline()
            .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_LINE, LONGEST_LINE))
            .addLast(new HttpObjectAggregator(LONGEST_REQUEST))
            .addLast(new HttpConnection(exchange));
      }
    };
  }

  /** {@code http://127.0.0.1:port}; streams are at {@code ws://} and the same. */
  public URI address() {
    InetSocketAddress address = (InetSocketAddress) channel.localAddress();
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /** What really happened. */
  public Ledger ledger() {
    return ledger;
  }

  /** Adds a fault to the script while it runs. */
  public void inject(Fault fault) {
    script.add(fault);
  }

  /** Ends all connections; the port is free when this returns. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
