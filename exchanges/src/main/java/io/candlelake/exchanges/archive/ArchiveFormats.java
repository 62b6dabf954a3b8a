package io.candlelake.exchanges.archive;

import java.util.List;
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

  /** All names, comma separated, for messages. */
  public static String names() {
    return ALL.stream().map(ArchiveFormat::name).collect(Collectors.joining(", "));
  }
}
