package io.candlelake.common.lake;

import io.candlelake.common.table.Table;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SessionState;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes the rows of a task into a file for each partition of a table. A file has a name of its
 * own, so that a task tried again leaves litter at the worst; what no commit names does not exist.
 *
 * @param folder of the table
 * @param parquetSchema the same as {@code schema}, as Parquet writes it
 * @param partitionBy its partition columns, texts or whole numbers
 */
record PartitionedFiles(
    String folder,
    StructType schema,
    String parquetSchema,
    List<String> partitionBy,
    SerializableConfiguration hadoop)
    implements Serializable {

  static PartitionedFiles of(Table table, String folder, SessionState session) {
    MessageType parquet = new SparkToParquetSchemaConverter(session.conf()).convert(table.schema());
    return new PartitionedFiles(
        folder,
        table.schema(),
        parquet.toString(),
        table.partitionBy(),
        new SerializableConfiguration(session.newHadoopConf()));
  }

  /** Writes them all. */
  Iterator<WrittenFile> write(Iterator<InternalRow> rows) throws IOException {
    Task task = new Task();
    try {
      rows.forEachRemaining(task::add);
      return task.close().iterator();
    } catch (RuntimeException | Error e) {
      task.abandon();
      throw e;
    }
  }

  private final class Task {
    private final Configuration configuration = hadoop.value();
    private final MessageType parquet = MessageTypeParser.parseMessageType(parquetSchema);
    private final int[] places = partitionBy.stream().mapToInt(schema::fieldIndex).toArray();
    private final Map<List<String>, ColumnFile> files = new LinkedHashMap<>();
    private final Object[] last = new Object[places.length];
    private ColumnFile current;

    void add(InternalRow row) {
      if (current == null || !isOfLast(row)) {
        current = files.computeIfAbsent(partition(row), this::open);
      }
      current.add(row);
    }

    private boolean isOfLast(InternalRow row) {
      for (int i = 0; i < places.length; i++) {
        if (!value(row, places[i]).equals(last[i])) {
          return false;
        }
      }
      return true;
    }

    private List<String> partition(InternalRow row) {
      List<String> partition = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        Object value = value(row, places[i]);
        last[i] = value instanceof UTF8String t ? t.clone() : value;
        partition.add(value.toString());
      }
      return partition;
    }

    private Object value(InternalRow row, int place) {
      return schema.fields()[place].dataType() instanceof IntegerType
          ? (Object) row.getInt(place)
          : row.getUTF8String(place);
    }

    private ColumnFile open(List<String> partition) {
      StringBuilder path = new StringBuilder();
      Map<String, String> values = new LinkedHashMap<>();
      for (int i = 0; i < places.length; i++) {
        values.put(partitionBy.get(i), partition.get(i));
        path.append(partitionBy.get(i))
            .append('=')
            .append(ExternalCatalogUtils.escapePathName(partition.get(i)))
            .append('/');
      }
      path.append("part-").append(UUID.randomUUID()).append(".snappy.parquet");
      try {
        return new ColumnFile(folder, path.toString(), values, configuration, schema, parquet);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<WrittenFile> close() throws IOException {
      List<WrittenFile> written = new ArrayList<>();
      for (ColumnFile file : files.values()) {
        written.add(file.close());
      }
      return written;
    }

    void abandon() {
      files.values().forEach(ColumnFile::abandon);
    }
  }
}
