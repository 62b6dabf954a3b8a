package io.candlelake.jobs.ingest.files;

import io.candlelake.exchanges.archive.CandleFile;
import io.candlelake.exchanges.archive.CandleHeader;
import io.candlelake.exchanges.archive.CandleLayout;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Rows of a Parquet file, or of the files in a folder of that name. Times without zone are UTC.
 * Only the columns of a candle are read.
 */
final class ParquetRecords implements CandleRecords {
  /** pandas' name of an index that has none; a time when its type says so. */
  static final String UNNAMED_INDEX = "__index_level_0__";

  static final String OPEN_TIME = "open_time";

  private static final long JULIAN_DAY_OF_1970 = 2_440_588;

  private final Iterator<Path> parts;
  private final CandleLayout layout;
  private final Configuration hadoop;
  private ParquetReader<Group> reader;
  private List<Integer> positions = List.of();
  private MessageType schema;
  private long line;

  ParquetRecords(CandleFile file, CandleLayout layout, Configuration hadoop) throws IOException {
    this.parts = parts(file.path(), hadoop).iterator();
    this.layout = layout;
    this.hadoop = hadoop;
  }

  /** The names of the columns, as {@link CandleHeader} knows them. */
  static List<String> names(CandleFile file, Configuration hadoop) throws IOException {
    List<Path> parts = parts(file.path(), hadoop);
    if (parts.isEmpty()) {
      throw new IOException("it is a folder without Parquet files");
    }
    List<String> names = null;
    for (Path part : parts) {
      List<String> of = names(schema(part, hadoop));
      if (names != null && !names.equals(of)) {
        throw new IOException("its parts have different columns");
      }
      names = of;
    }
    return names;
  }

  @Override
  public Optional<CandleRecord> next() throws IOException {
    while (true) {
      if (reader == null) {
        if (!parts.hasNext()) {
          return Optional.empty();
        }
        open(parts.next());
      }
      Group group = read();
      if (group != null) {
        line++;
        List<Object> cells = cells(group);
        return Optional.of(new CandleRecord(line, cells, () -> String.valueOf(cells)));
      }
      reader.close();
      reader = null;
    }
  }

  /** What is wrong inside a file comes as many kinds of runtime exception. */
  private Group read() throws IOException {
    try {
      return reader.read();
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private void open(Path part) throws IOException {
    MessageType whole = schema(part, hadoop);
    SortedSet<Integer> wanted = new TreeSet<>(wanted(layout.columns()));
    List<Type> kept = wanted.stream().map(whole.getFields()::get).toList();
    schema = new MessageType(whole.getName(), kept);
    positions = List.copyOf(wanted);
    Configuration projecting = new Configuration(hadoop);
    projecting.set(ReadSupport.PARQUET_READ_SCHEMA, schema.toString());
    reader = ParquetReader.builder(new GroupReadSupport(), part).withConf(projecting).build();
  }

  private List<Object> cells(Group group) throws IOException {
    Object[] cells = new Object[layout.width()];
    for (int i = 0; i < positions.size(); i++) {
      cells[positions.get(i)] = cell(group, i);
    }
    return Arrays.asList(cells);
  }

  private Object cell(Group group, int field) throws IOException {
    if (group.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    PrimitiveType type = schema.getType(field).asPrimitiveType();
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case INT32 -> ofInt(group.getInteger(field, 0), logical);
      case INT64 -> ofLong(group.getLong(field, 0), logical);
      case INT96 -> ofInt96(group.getInt96(field, 0).toByteBuffer());
      case FLOAT -> group.getFloat(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      case BOOLEAN -> group.getBoolean(field, 0);
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          logical instanceof DecimalLogicalTypeAnnotation decimal
              ? new BigDecimal(
                  new BigInteger(group.getBinary(field, 0).getBytes()), decimal.getScale())
              : group.getBinary(field, 0).toStringUsingUTF8();
    };
  }

  private static Object ofInt(int value, LogicalTypeAnnotation logical) {
    if (logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      return LocalDate.ofEpochDay(value).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return logical instanceof DecimalLogicalTypeAnnotation decimal
        ? BigDecimal.valueOf(value, decimal.getScale())
        : (Object) (long) value;
  }

  private static Object ofLong(long value, LogicalTypeAnnotation logical) {
    if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
      return Instant.EPOCH.plus(value, unit(timestamp.getUnit()));
    }
    return logical instanceof DecimalLogicalTypeAnnotation decimal
        ? BigDecimal.valueOf(value, decimal.getScale())
        : (Object) value;
  }

  private static ChronoUnit unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  /** Nanoseconds of the day, then the Julian day, as older writers keep times. */
  private static Instant ofInt96(ByteBuffer bytes) {
    ByteBuffer ordered = bytes.order(ByteOrder.LITTLE_ENDIAN);
    long nanos = ordered.getLong();
    long day = ordered.getInt() - JULIAN_DAY_OF_1970;
    return Instant.EPOCH.plus(day, ChronoUnit.DAYS).plusNanos(nanos);
  }

  private static List<Integer> wanted(CandleHeader.Columns columns) {
    List<Integer> wanted =
        new ArrayList<>(
            List.of(
                columns.time(),
                columns.open(),
                columns.high(),
                columns.low(),
                columns.close(),
                columns.volume()));
    if (columns.trades() >= 0) {
      wanted.add(columns.trades());
    }
    if (columns.symbol() >= 0) {
      wanted.add(columns.symbol());
    }
    return wanted;
  }

  private static List<String> names(MessageType schema) {
    List<String> names = new ArrayList<>();
    for (Type field : schema.getFields()) {
      boolean readable = field.isPrimitive() && !field.isRepetition(Type.Repetition.REPEATED);
      boolean index = field.getName().equals(UNNAMED_INDEX) && isTime(field);
      names.add(index ? OPEN_TIME : readable ? field.getName() : field.getName() + " (nested)");
    }
    return names;
  }

  private static boolean isTime(Type field) {
    return field.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation;
  }

  private static MessageType schema(Path part, Configuration hadoop) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(part, hadoop))) {
      return reader.getFileMetaData().getSchema();
    } catch (RuntimeException e) {
      throw new IOException("it is no whole Parquet file: " + e.getMessage(), e);
    }
  }

  private static List<Path> parts(String place, Configuration hadoop) throws IOException {
    Path path = new Path(place);
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (!fileSystem.getFileStatus(path).isDirectory()) {
      return List.of(path);
    }
    return Arrays.stream(fileSystem.listStatus(path))
        .map(FileStatus::getPath)
        .filter(part -> FileFormat.of(part.getName()) == FileFormat.PARQUET)
        .filter(part -> !part.getName().startsWith("_") && !part.getName().startsWith("."))
        .sorted(Comparator.comparing(Path::getName))
        .toList();
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    }
  }
}
