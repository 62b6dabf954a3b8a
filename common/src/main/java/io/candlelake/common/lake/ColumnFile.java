package io.candlelake.common.lake;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * One Parquet file written column by column, without the record layer between; arrays of floats are
 * copied whole. Rows are held until they fill a row group.
 */
final class ColumnFile {
  /** Encoded size at which a row group is closed. */
  private static final long ROW_GROUP_BYTES = 32L << 20;

  private static final int PAGE_BYTES = 1 << 20;
  private static final int MAX_PADDING = 8 << 20;
  private static final int CHECK_ROWS = 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String relativePath;
  private final Map<String, String> partitionValues;
  private final Path path;
  private final Configuration hadoop;
  private final MessageType parquet;
  private final ParquetProperties properties;
  private final CodecFactory codecs;
  private final ParquetFileWriter file;
  private final CellWriter[] cells;
  private final List<CellWriter> pageMakers;

  /** The columns that Parquet's own writers encode. */
  private final MessageType cellByCell;

  private final Map<String, String> metadata;
  private ColumnChunkPageWriteStore pages;
  private ColumnWriteStore columns;
  private long rowsInGroup;
  private long rows;

  /**
   * @param folder of the table
   * @param relativePath of the file in it
   * @param partitionValues texts by partition column
   * @param schema of the rows
   * @param parquet the same as Parquet has it
   */
  ColumnFile(
      String folder,
      String relativePath,
      Map<String, String> partitionValues,
      Configuration hadoop,
      StructType schema,
      MessageType parquet)
      throws IOException {
    this.relativePath = relativePath;
    this.partitionValues = partitionValues;
    this.path = new Path(folder, relativePath);
    this.hadoop = hadoop;
    this.parquet = parquet;
    ParquetProperties.Builder builder = ParquetProperties.builder().withPageSize(PAGE_BYTES);
    for (ColumnDescriptor column : parquet.getColumns()) {
      PrimitiveType type = column.getPrimitiveType();
      boolean repeats =
          switch (type.getPrimitiveTypeName()) {
            case BINARY ->
                LogicalTypeAnnotation.stringType().equals(type.getLogicalTypeAnnotation());
            case INT32, BOOLEAN -> true;
            default -> false;
          };
      builder.withDictionaryEncoding(String.join(".", column.getPath()), repeats);
    }
    this.properties = builder.build();
    this.codecs = new CodecFactory(hadoop, PAGE_BYTES);
    this.file =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(path, hadoop),
            parquet,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            MAX_PADDING);
    this.metadata =
        Map.of(
            "org.apache.spark.sql.parquet.row.metadata",
            schema.json(),
            "org.apache.spark.version",
            org.apache.spark.package$.MODULE$.SPARK_VERSION());
    this.cells = CellWriter.of(schema);
    this.pageMakers = Arrays.stream(cells).filter(CellWriter::makesPages).toList();
    this.cellByCell =
        new MessageType(
            parquet.getName(),
            IntStream.range(0, cells.length)
                .filter(i -> !cells[i].makesPages())
                .mapToObj(i -> parquet.getFields().get(i))
                .toList());
    file.start();
    openGroup();
  }

  void add(InternalRow row) {
    for (CellWriter cell : cells) {
      cell.write(row);
    }
    columns.endRecord();
    rows++;
    rowsInGroup++;
    if (rowsInGroup % CHECK_ROWS == 0 && bufferedBytes() >= ROW_GROUP_BYTES) {
      try {
        closeGroup();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      openGroup();
    }
  }

  private long bufferedBytes() {
    long bytes = columns.getBufferedSize();
    for (CellWriter each : pageMakers) {
      bytes += each.bufferedBytes();
    }
    return bytes;
  }

  /** Ends the file; its log entry is made of what is returned. */
  WrittenFile close() throws IOException {
    closeGroup();
    file.end(metadata);
    codecs.release();
    FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
    return new WrittenFile(
        SparkPath.fromPath(new Path(relativePath)).urlEncoded(),
        partitionValues,
        status.getLen(),
        status.getModificationTime(),
        rows,
        statistics());
  }

  /** Gives up: what was written is of no use. */
  void abandon() {
    try {
      file.close();
      codecs.release();
      path.getFileSystem(hadoop).delete(path, false);
    } catch (IOException e) {
      // No commit names it: it is litter at the worst.
    }
  }

  private String statistics() throws IOException {
    Map<String, Object> min = new TreeMap<>();
    Map<String, Object> max = new TreeMap<>();
    Map<String, Object> nulls = new TreeMap<>();
    for (CellWriter cell : cells) {
      cell.addStatistics(min, max, nulls);
    }
    return JSON.writeValueAsString(
        Map.of("numRecords", rows, "minValues", min, "maxValues", max, "nullCount", nulls));
  }

  private void openGroup() {
    pages =
        new ColumnChunkPageWriteStore(
            codecs.getCompressor(CompressionCodecName.SNAPPY),
            parquet,
            new HeapByteBufferAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    columns = properties.newColumnWriteStore(cellByCell, pages, pages);
    List<ColumnDescriptor> descriptors = parquet.getColumns();
    for (int i = 0; i < cells.length; i++) {
      ColumnDescriptor descriptor = descriptors.get(i);
      if (cells[i].makesPages()) {
        cells[i].startGroup(descriptor, pages.getPageWriter(descriptor));
      } else {
        cells[i].startGroup(columns.getColumnWriter(descriptor));
      }
    }
    rowsInGroup = 0;
  }

  private void closeGroup() throws IOException {
    if (rowsInGroup > 0) {
      columns.flush();
      pageMakers.forEach(CellWriter::flush);
      file.startBlock(rowsInGroup);
      pages.flushToFileWriter(file);
      file.endBlock();
    }
    columns.close();
    pages.close();
  }
}
