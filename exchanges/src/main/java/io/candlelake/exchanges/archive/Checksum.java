package io.candlelake.exchanges.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** SHA-256, as {@code sha256sum} writes it. */
final class Checksum {
  private Checksum() {}

  /** What was digested, in lower-case hexadecimal. */
  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The checksum in a checksum file: its first word; the file's name follows. */
  static String of(byte[] checksumFile) {
    String text = new String(checksumFile, StandardCharsets.UTF_8).strip();
    return text.split("\\s+", 2)[0].toLowerCase(Locale.ROOT);
  }
}
