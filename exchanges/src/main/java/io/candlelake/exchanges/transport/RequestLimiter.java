package io.candlelake.exchanges.transport;

import static java.util.Objects.requireNonNull;

import io.candlelake.exchanges.ExchangeSettings;
import io.candlelake.exchanges.Rate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the next request may go to an exchange, for all threads and processes of a user on this
 * machine: exchanges count by address, whatever program asks. The state is a file of four numbers:
 * the period of the exchange's rate that requests were planned in last, the permits taken of it,
 * until when the exchange turned us away, and until when we go at half the rate because it did.
 *
 * <p>Where no such file can be written, this process is limited by itself.
 */
final class RequestLimiter {
  /** After a ban that long, half the rate is used for {@link #SLOW_FOR}. */
  static final Duration LONG_BAN = Duration.ofMinutes(2);

  static final Duration SLOW_FOR = Duration.ofHours(1);

  private static final Duration KEPT = Duration.ofDays(2);
  private static final String SUFFIX = ".limit";

  /** A file lock is the process's; threads need one of their own. */
  private static final Map<Path, Object> THREADS = new ConcurrentHashMap<>();

  private final Optional<Path> file;
  private final Rate rate;
  private final InstantSource clock;
  private final Object threads;
  private State inMemory = new State(0, 0, 0, 0);

  /**
   * @param file of the state; empty to limit this process alone
   */
  RequestLimiter(Optional<Path> file, Rate rate, InstantSource clock) {
    this.file = file.map(Path::toAbsolutePath);
    this.rate = requireNonNull(rate, "rate is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.threads =
        this.file.map(path -> THREADS.computeIfAbsent(path, p -> new Object())).orElse(this);
  }

  /**
   * The one limiter of an exchange at an address on this machine.
   *
   * @param clock need not advance: whoever waits here waits in real time
   */
  static RequestLimiter ofThisMachine(
      String exchange, ExchangeSettings settings, Rate rate, InstantSource clock) {
    String place = settings.address().map(uri -> "-" + uri.getAuthority()).orElse("");
    String name = (exchange + place).replaceAll("[^A-Za-z0-9.-]", "_") + SUFFIX;
    return new RequestLimiter(folder().map(folder -> folder.resolve(name)), rate, forward(clock));
  }

  /** A clock that goes on in real time where another stands still or is set back. */
  private static InstantSource forward(InstantSource clock) {
    Instant begun = clock.instant();
    long begunNanos = System.nanoTime();
    return () -> {
      Instant told = clock.instant();
      Instant passed = begun.plusNanos(System.nanoTime() - begunNanos);
      return told.isAfter(passed) ? told : passed;
    };
  }

  private static Optional<Path> folder() {
    String told = System.getProperty("candlelake.limits");
    if ("none".equals(told)) {
      return Optional.empty();
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        told != null
            ? Path.of(told)
            : (cache != null && !cache.isEmpty()
                    ? Path.of(cache)
                    : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("candlelake/limits");
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder) ? Optional.of(folder) : Optional.empty();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }

  /** Periods since 1970, permits, and times in milliseconds since 1970. */
  private record State(long period, long taken, long closedUntil, long slowUntil) {
    static final int BYTES = 4 * Long.BYTES;

    static State read(FileChannel channel) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      channel.read(bytes, 0);
      bytes.flip();
      return bytes.remaining() < BYTES
          ? new State(0, 0, 0, 0)
          : new State(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    void write(FileChannel channel) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      bytes.putLong(period).putLong(taken).putLong(closedUntil).putLong(slowUntil).flip();
      channel.write(bytes, 0);
    }
  }

  /** A change of the state and what it yields. */
  private record Change<T>(State state, T value) {}

  @FunctionalInterface
  private interface Step<T> {
    Change<T> of(State state);
  }

  /**
   * Takes permits in the first period that has some left.
   *
   * @return how long to wait for it; empty, and nothing is taken, if that is longer than {@code
   *     patience}
   */
  Optional<Duration> take(int permits, Duration patience) {
    return change(
        state -> {
          long now = clock.millis();
          long length = Math.max(1, rate.per().toMillis());
          long each = state.slowUntil() > now ? Math.max(1, rate.permits() / 2) : rate.permits();
          long period = Math.floorDiv(now, length);
          long passed = Math.max(0, period - state.period());
          long before = passed > state.taken() / each ? 0 : state.taken() - passed * each;
          long taken = before + permits;
          long behind = (taken - 1) / each;
          Duration wait =
              behind == 0 ? Duration.ZERO : Duration.ofMillis((period + behind) * length - now);
          return wait.compareTo(patience) > 0
              ? new Change<>(state, Optional.empty())
              : new Change<>(
                  new State(period, taken, state.closedUntil(), state.slowUntil()),
                  Optional.of(wait));
        });
  }

  /** How long the exchange turns everybody here away from now. */
  Duration closedFor() {
    return change(
        state ->
            new Change<>(
                state, Duration.ofMillis(Math.max(0, state.closedUntil() - clock.millis()))));
  }

  /**
   * The exchange turned us away for a time.
   *
   * @return whether this is new: no earlier such time is still going on
   */
  boolean close(Duration time) {
    Instant now = clock.instant();
    long until = now.plus(time).toEpochMilli();
    long slowUntil =
        time.compareTo(LONG_BAN) < 0
            ? 0
            : Instant.ofEpochMilli(until).plus(SLOW_FOR).toEpochMilli();
    return change(
        state ->
            new Change<>(
                new State(
                    state.period(),
                    state.taken(),
                    Math.max(state.closedUntil(), until),
                    Math.max(state.slowUntil(), slowUntil)),
                state.closedUntil() <= now.toEpochMilli()));
  }

  private <T> T change(Step<T> step) {
    synchronized (threads) {
      if (file.isPresent()) {
        try {
          return changeFile(file.get(), step);
        } catch (IOException notWritable) {
          return changeMemory(step);
        }
      }
      return changeMemory(step);
    }
  }

  private <T> T changeMemory(Step<T> step) {
    Change<T> change = step.of(inMemory);
    inMemory = change.state();
    return change.value();
  }

  private static <T> T changeFile(Path path, Step<T> step) throws IOException {
    boolean isNew = Files.notExists(path);
    try (FileChannel channel =
            FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      State before = State.read(channel);
      Change<T> change = step.of(before);
      if (lock.isValid() && !change.state().equals(before)) {
        change.state().write(channel);
      }
      if (isNew) {
        removeOld(path);
      }
      return change.value();
    }
  }

  /** Simulators come at ever other ports. */
  private static void removeOld(Path beside) throws IOException {
    long oldest = Files.getLastModifiedTime(beside).toMillis() - KEPT.toMillis();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(beside.toAbsolutePath().getParent(), "*" + SUFFIX)) {
      for (Path file : files) {
        if (Files.exists(file) && Files.getLastModifiedTime(file).toMillis() < oldest) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
