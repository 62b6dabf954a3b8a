package io.candlelake.exchanges.stream;

import io.candlelake.exchanges.ExchangeCandle;
import java.util.Optional;

/** The candle of a stream that tells each one again and again and never says when it is closed. */
public final class OpenCandle {
  private Optional<ExchangeCandle> last = Optional.empty();

  /** Takes what the stream tells; what it told last is closed once a later candle comes. */
  public Optional<ExchangeCandle> closedBy(ExchangeCandle told) {
    boolean earlier = last.filter(known -> told.openTime().isBefore(known.openTime())).isPresent();
    if (earlier) {
      return Optional.empty();
    }
    Optional<ExchangeCandle> closed =
        last.filter(known -> known.openTime().isBefore(told.openTime()));
    last = Optional.of(told);
    return closed;
  }
}
