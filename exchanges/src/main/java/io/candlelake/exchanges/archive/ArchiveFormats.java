package io.candlelake.exchanges.archive;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every archive format. A new one is a class and a line here. */
public final class ArchiveFormats {
  public static final List<ArchiveFormat> ALL =
      List.of(
          new BinanceVisionKlines(),
          new BinanceVisionTrades(),
          new BinanceVisionAggTrades(),
          new CryptoDataDownload(),
          new TardisTrades(),
          new TardisBooks(),
          new KrakenOhlcvt());

  private ArchiveFormats() {}

  /**
   * The exchange whose candles a file of such a name and first lines has; empty when no format of
   * candles knows it.
   */
  public static Optional<String> exchangeOfCandles(String stem, List<String> firstLines) {
    return ALL.stream()
        .flatMap(format -> format.recognise(stem, firstLines).stream())
        .filter(ArchiveFormat.Candles.class::isInstance)
        .map(content -> ((ArchiveFormat.Candles) content).exchange())
        .findFirst();
  }

  /** All names, comma separated, for messages. */
  public static String names() {
    return ALL.stream().map(ArchiveFormat::name).collect(Collectors.joining(", "));
  }
}
