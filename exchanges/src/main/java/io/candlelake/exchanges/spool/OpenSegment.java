package io.candlelake.exchanges.spool;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A segment being written: a part file that appears under its name only when it is whole. */
final class OpenSegment implements AutoCloseable {
  private final Path part;
  private final FileOutputStream file;
  private final OutputStream out;
  private long bytes;

  OpenSegment(Path part) throws IOException {
    this.part = part;
    this.file = new FileOutputStream(part.toFile());
    this.out = new BufferedOutputStream(file, 1 << 16);
  }

  /** Adds a text without line breaks. */
  void add(String line) throws IOException {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    out.write(text);
    out.write('\n');
    bytes += text.length + 1;
  }

  /** Bytes added so far, on disk or not. */
  long bytes() {
    return bytes;
  }

  /** Brings it to disk and gives it its name. */
  void publish() throws IOException {
    out.flush();
    file.getFD().sync();
    file.close();
    Spool.publish(part);
  }

  /** Leaves the part file as it is on disk, to be mended by the next opening. */
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // Nothing more can be saved: what is on disk is mended by the next opening.
    }
  }
}
