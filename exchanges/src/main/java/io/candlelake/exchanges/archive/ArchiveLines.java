package io.candlelake.exchanges.archive;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The text of a file, unpacked where its name ends in {@code .gz} or {@code .zip}. */
public final class ArchiveLines {
  private static final int BUFFER = 1 << 16;
  private static final int FIRST_BYTES = 256;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private ArchiveLines() {}

  /**
   * Opens the file; a byte order mark is skipped.
   *
   * @throws IOException when it cannot be opened, or is no text in UTF-8
   */
  public static BufferedReader open(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    InputStream bytes = path.getFileSystem(hadoop).open(path);
    try {
      InputStream text = new BufferedInputStream(unpacked(path.getName(), bytes), BUFFER);
      refuseOtherThanText(text);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8), BUFFER);
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  private static InputStream unpacked(String name, InputStream bytes) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".gz")) {
      return new GZIPInputStream(bytes, BUFFER);
    }
    return lower.endsWith(".zip") ? new OnlyEntry(new ZipInputStream(bytes)) : bytes;
  }

  private static void refuseOtherThanText(InputStream text) throws IOException {
    text.mark(FIRST_BYTES);
    byte[] first = text.readNBytes(FIRST_BYTES);
    text.reset();
    if (startsWith(first, 0xFF, 0xFE) || startsWith(first, 0xFE, 0xFF)) {
      throw new IOException("it is in UTF-16, save it as UTF-8");
    }
    if (startsWith(first, 'P', 'K')) {
      throw new IOException("it is a spreadsheet or a zip, not text; save it as CSV");
    }
    if (startsWith(first, 0x1F, 0x8B)) {
      throw new IOException("it is compressed by gzip; its name should end in .gz");
    }
    for (byte one : first) {
      if (one == 0) {
        throw new IOException("it is not text in UTF-8 (UTF-16, or a binary file)");
      }
    }
  }

  private static boolean startsWith(byte[] bytes, int first, int second) {
    return bytes.length > 1 && (bytes[0] & 0xFF) == first && (bytes[1] & 0xFF) == second;
  }

  /** The one file in a zip; its length and checksum are verified when its end is read. */
  private static final class OnlyEntry extends FilterInputStream {
    private final ZipInputStream zip;
    private boolean ended;

    OnlyEntry(ZipInputStream zip) throws IOException {
      super(zip);
      this.zip = zip;
      if (zip.getNextEntry() == null) {
        throw new IOException("it is no zip, or an empty one");
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      if (read < 0 && !ended) {
        ended = true;
        if (zip.getNextEntry() != null) {
          throw new IOException("it holds more than one file; unpack it");
        }
      }
      return read;
    }
  }
}
