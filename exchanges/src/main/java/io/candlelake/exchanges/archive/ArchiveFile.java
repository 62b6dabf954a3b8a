package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.market.Pair;
import java.io.Serializable;
import java.time.Instant;

/** What a look at an archive gave. */
public sealed interface ArchiveFile extends Serializable {
  /** Its name, for messages. */
  String name();

  /**
   * Candles of one pair.
   *
   * @param format what it was recognised as
   * @param first the earlier of the first and last line's open times
   * @param last the later of them
   */
  record Candles(CandleFile file, CandleLayout layout, String format, Instant first, Instant last)
      implements ArchiveFile {
    public Candles {
      requireNonNull(file, "file is null");
      requireNonNull(layout, "layout is null");
      requireNonNull(format, "format is null");
      requireNonNull(first, "first is null");
      requireNonNull(last, "last is null");
    }

    @Override
    public String name() {
      return file.name();
    }

    /** Whether both may hold the same candle. */
    public boolean overlaps(Candles other) {
      return file.exchange().equals(other.file.exchange())
          && file.symbol().equals(other.file.symbol())
          && !first.isAfter(other.last)
          && !other.first.isAfter(last);
    }
  }

  /**
   * Market trades or order books.
   *
   * @param content how to read them
   * @param sha256 of the file, hexadecimal
   */
  record Events(
      String path,
      String name,
      String format,
      Pair pair,
      ArchiveFormat.Content content,
      String sha256)
      implements ArchiveFile {
    private static final int SHOWN = 12;

    public Events {
      requireNonNull(path, "path is null");
      requireNonNull(name, "name is null");
      requireNonNull(format, "format is null");
      requireNonNull(pair, "pair is null");
      requireNonNull(content, "content is null");
      requireNonNull(sha256, "sha256 is null");
    }

    /** Names the file and what was in it, so that a restated one is another. */
    public String reference() {
      return name + " sha256:" + sha256.substring(0, SHOWN);
    }

    public boolean areTrades() {
      return content instanceof ArchiveFormat.Trades;
    }
  }

  /** Candles of an interval that is not wanted now. */
  record OtherInterval(String name, String interval) implements ArchiveFile {
    public OtherInterval {
      requireNonNull(name, "name is null");
      requireNonNull(interval, "interval is null");
    }
  }

  /** A file that is left out whole, and why. */
  record Rejected(String name, String reason) implements ArchiveFile {
    public Rejected {
      requireNonNull(name, "name is null");
      requireNonNull(reason, "reason is null");
    }
  }
}
