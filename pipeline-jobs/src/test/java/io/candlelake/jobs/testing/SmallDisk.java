package io.candlelake.jobs.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk with so much room and no more, under {@code small:/}. When it is full, writes go
 * to Linux' {@code /dev/full}, so that kernel and Hadoop fail as on a disk that is full.
 */
public final class SmallDisk extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("small:///");
  private static final AtomicLong ROOM = new AtomicLong();

  /** Makes {@code small:/} known, with room for so many bytes from now on. */
  public static void mount(Configuration configuration, long bytes) {
    configuration.set("fs.small.impl", SmallDisk.class.getName());
    configuration.set("fs.AbstractFileSystem.small.impl", Abstract.class.getName());
    ROOM.set(bytes);
  }

  @Override
  public String getScheme() {
    return ROOT.getScheme();
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public FSDataOutputStream create(
      Path file, boolean overwrite, int buffer, short copies, long block, Progressable progress)
      throws IOException {
    return limited(super.create(file, overwrite, buffer, copies, block, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short copies,
      long block,
      Progressable progress)
      throws IOException {
    return limited(super.create(file, permission, overwrite, buffer, copies, block, progress));
  }

  private FSDataOutputStream limited(OutputStream file) throws IOException {
    return new FSDataOutputStream(new Limited(file), null);
  }

  /** Every write to it fails as on a full disk, by the kernel's word. */
  private OutputStream full() throws IOException {
    return super.create(new Path("/dev/full"), true, 1, (short) 1, 1, null);
  }

  private final class Limited extends FilterOutputStream {
    Limited(OutputStream file) {
      super(file);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (ROOM.addAndGet(-length) < 0) {
        out.close();
        out = full();
      }
      out.write(bytes, from, length);
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** The same for Hadoop's other interface, which Delta commits through. */
  public static final class Abstract extends DelegateToFileSystem {
    public Abstract(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(uri, new SmallDisk(), configuration, ROOT.getScheme(), false);
    }
  }
}
