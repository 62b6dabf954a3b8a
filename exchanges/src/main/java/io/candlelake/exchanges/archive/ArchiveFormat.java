package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** A way in which somebody publishes market history as files. */
public interface ArchiveFormat {
  /** As in the tables and messages: {@code binance-vision-klines}. */
  String name();

  /**
   * What a file of this format holds; empty when the file is none.
   *
   * @param stem the file's name without folder and endings: {@code BTCUSDT-1h-2024-01}
   * @param firstLines the first lines of its text, at most three
   */
  Optional<Content> recognise(String stem, List<String> firstLines);

  /** What a file holds. */
  sealed interface Content extends Serializable {}

  /**
   * Candles of one pair.
   *
   * @param symbol as the file spells it
   * @param interval code as ours, such as {@code 1h}; ours or not
   */
  record Candles(String exchange, String symbol, String interval) implements Content {
    public Candles {
      requireNonNull(exchange, "exchange is null");
      requireNonNull(symbol, "symbol is null");
      requireNonNull(interval, "interval is null");
    }
  }

  /** Market trades. */
  record Trades(String exchange, String symbol, TradeLayout layout) implements Content {
    public Trades {
      requireNonNull(exchange, "exchange is null");
      requireNonNull(symbol, "symbol is null");
      requireNonNull(layout, "layout is null");
    }
  }

  /** Order book snapshots. */
  record OrderBooks(String exchange, String symbol, BookLayout layout) implements Content {
    public OrderBooks {
      requireNonNull(exchange, "exchange is null");
      requireNonNull(symbol, "symbol is null");
      requireNonNull(layout, "layout is null");
    }
  }

  /** The format is known and of no use here. */
  record Unsupported(String reason) implements Content {
    public Unsupported {
      requireNonNull(reason, "reason is null");
    }
  }
}
