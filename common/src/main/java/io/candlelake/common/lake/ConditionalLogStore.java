package io.candlelake.common.lake;

import static org.apache.hadoop.fs.Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

import io.delta.storage.S3SingleDriverLogStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;

/**
 * Commits to Delta tables in S3, by any number of programs at once. Delta's own store looks whether
 * a commit is there and then writes it: of two programs that do so at once, one loses its commit
 * without an error. This one writes each commit with {@code If-None-Match: *}, which the server
 * refuses to the second, so that Delta tries again on top of the first.
 *
 * <p>{@link S3Access} checks that a server honours the condition.
 */
public final class ConditionalLogStore extends S3SingleDriverLogStore {

  /** As Delta makes its log stores. */
  public ConditionalLogStore(Configuration configuration) {
    super(configuration);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    if (overwrite) {
      super.write(path, actions, true, configuration);
      return;
    }
    FileSystem files = path.getFileSystem(configuration);
    byte[] commit = lines(actions);
    try {
      createNew(files, path, commit);
    } catch (RemoteFileChangedException e) {
      // A commit names its transaction, so equal bytes are our own: the answer to it was lost.
      if (!isOurs(files, path, commit)) {
        throw new FileAlreadyExistsException(path.toString());
      }
    }
  }

  /**
   * Writes an object that must not be there yet.
   *
   * @throws RemoteFileChangedException if it is
   */
  static void createNew(FileSystem files, Path path, byte[] content) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path);
    builder.create();
    builder.overwrite(false);
    builder.must(FS_OPTION_CREATE_CONDITIONAL_OVERWRITE, true);
    FSDataOutputStream stream = builder.build();
    try {
      stream.write(content);
    } catch (IOException e) {
      stream.abort(); // Closing would bring the part that was written.
      throw e;
    }
    stream.close();
  }

  private static boolean isOurs(FileSystem files, Path path, byte[] commit) throws IOException {
    try (InputStream there = files.open(path)) {
      return Arrays.equals(there.readAllBytes(), commit);
    }
  }

  private static byte[] lines(Iterator<String> actions) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    while (actions.hasNext()) {
      lines.write((actions.next() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return lines.toByteArray();
  }
}
