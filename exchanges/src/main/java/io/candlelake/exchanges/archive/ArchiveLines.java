package io.candlelake.exchanges.archive;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The text of a file, unpacked where its name ends in {@code .gz} or {@code .zip}. */
public final class ArchiveLines {
  private static final int BUFFER = 1 << 16;
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private ArchiveLines() {}

  /** Opens the file; a byte order mark is skipped. */
  public static BufferedReader open(String file, Configuration hadoop) throws IOException {
    Path path = new Path(file);
    InputStream bytes = path.getFileSystem(hadoop).open(path);
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(unpacked(path.getName(), bytes), StandardCharsets.UTF_8),
              BUFFER);
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
    if (name.endsWith(".gz")) {
      return new GZIPInputStream(bytes, BUFFER);
    }
    return name.endsWith(".zip") ? new OnlyEntry(new ZipInputStream(bytes)) : bytes;
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
