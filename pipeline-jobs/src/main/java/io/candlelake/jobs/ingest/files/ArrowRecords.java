package io.candlelake.jobs.ingest.files;

import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleLayout;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Rows of a Feather (version 2) or Arrow file, one batch in memory at a time. Times without zone
 * are UTC.
 */
final class ArrowRecords implements CandleRecords {
  private static final String OLD_FEATHER = "FEA1";

  private final BufferAllocator allocator = new RootAllocator();
  private final ArrowFileReader reader;
  private final CandleLayout layout;
  private int rowsInBatch;
  private int row;
  private long line;

  ArrowRecords(CandleFile file, CandleLayout layout, Configuration hadoop) throws IOException {
    this.layout = layout;
    try {
      this.reader = open(file.path(), hadoop, allocator);
    } catch (IOException e) {
      allocator.close();
      throw e;
    }
  }

  static List<String> names(CandleFile file, Configuration hadoop) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader = open(file.path(), hadoop, allocator)) {
      return reader.getVectorSchemaRoot().getSchema().getFields().stream()
          .map(ArrowRecords::name)
          .toList();
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<CandleRecord> next() throws IOException {
    try {
      while (row == rowsInBatch) {
        if (!reader.loadNextBatch()) {
          return Optional.empty();
        }
        rowsInBatch = reader.getVectorSchemaRoot().getRowCount();
        row = 0;
      }
      line++;
      List<Object> cells = cells(reader.getVectorSchemaRoot(), row++);
      return Optional.of(new CandleRecord(line, cells, () -> String.valueOf(cells)));
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  private List<Object> cells(VectorSchemaRoot batch, int index) {
    Object[] cells = new Object[layout.width()];
    for (int i = 0; i < cells.length; i++) {
      FieldVector vector = batch.getVector(i);
      cells[i] = vector.isNull(index) ? null : cell(vector, index);
    }
    return Arrays.asList(cells);
  }

  private static Object cell(FieldVector vector, int index) {
    if (vector instanceof TimeStampVector times) {
      ArrowType.Timestamp type = (ArrowType.Timestamp) vector.getField().getType();
      return Instant.EPOCH.plus(times.get(index), unit(type.getUnit()));
    }
    if (vector instanceof DateDayVector days) {
      return LocalDate.ofEpochDay(days.get(index)).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    Object value = vector.getObject(index);
    return value instanceof Number ? value : String.valueOf(value);
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case SECOND -> ChronoUnit.SECONDS;
      case MILLISECOND -> ChronoUnit.MILLIS;
      case MICROSECOND -> ChronoUnit.MICROS;
      case NANOSECOND -> ChronoUnit.NANOS;
    };
  }

  private static String name(Field field) {
    if (field.getName().equals(ParquetRecords.UNNAMED_INDEX)
        && field.getType() instanceof ArrowType.Timestamp) {
      return ParquetRecords.OPEN_TIME;
    }
    boolean plain = field.getChildren().isEmpty() && field.getDictionary() == null;
    return plain ? field.getName() : field.getName() + " (nested or a category)";
  }

  private static ArrowFileReader open(String place, Configuration hadoop, BufferAllocator allocator)
      throws IOException {
    Path path = new Path(place);
    long length = path.getFileSystem(hadoop).getFileStatus(path).getLen();
    FSDataInputStream in = path.getFileSystem(hadoop).open(path);
    try {
      byte[] magic = new byte[OLD_FEATHER.length()];
      in.readFully(0, magic);
      if (Arrays.equals(magic, OLD_FEATHER.getBytes(StandardCharsets.US_ASCII))) {
        throw new IOException("it is Feather version 1, write it as version 2");
      }
      ArrowFileReader reader =
          new ArrowFileReader(
              new SeekableReadChannel(new HadoopChannel(in, length)),
              allocator,
              CommonsCompressionFactory.INSTANCE);
      reader.initialize();
      return reader;
    } catch (EOFException e) {
      in.close();
      throw new IOException("it is empty", e);
    } catch (RuntimeException e) {
      in.close();
      throw unreadable(e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** What is wrong inside a file comes as many kinds of runtime exception. */
  private static IOException unreadable(RuntimeException e) {
    return new IOException("it is no whole Arrow file: " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    reader.close();
    allocator.close();
  }

  /** A file of Hadoop's as a channel. */
  private static final class HadoopChannel implements SeekableByteChannel {
    private final FSDataInputStream in;
    private final long length;
    private boolean open = true;

    HadoopChannel(FSDataInputStream in, long length) {
      this.in = in;
      this.length = length;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (!target.hasRemaining()) {
        return 0;
      }
      byte[] bytes = new byte[Math.min(target.remaining(), 1 << 16)];
      int read = in.read(bytes, 0, bytes.length);
      if (read > 0) {
        target.put(bytes, 0, read);
      }
      return read;
    }

    @Override
    public long position() throws IOException {
      return in.getPos();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      in.seek(position);
      return this;
    }

    @Override
    public long size() {
      return length;
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() throws IOException {
      open = false;
      in.close();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
      throw new NonWritableChannelException();
    }
  }
}
