package io.candlelake.jobs.ingest.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes files of candles as other programs do. */
public final class CandleTables {
  private CandleTables() {}

  public static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] zip(String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * A Parquet file.
   *
   * @param types of the columns, such as {@code int64 %s (TIMESTAMP(NANOS,false))}
   * @param rows cells as Long or Double; null is left out
   */
  static void parquet(Path path, List<String> names, List<String> types, List<List<Object>> rows) {
    StringBuilder fields = new StringBuilder("message candles {");
    for (int i = 0; i < names.size(); i++) {
      fields.append(" optional ").append(types.get(i).formatted(names.get(i))).append(';');
    }
    MessageType schema = MessageTypeParser.parseMessageType(fields.append(" }").toString());
    SimpleGroupFactory groups = new SimpleGroupFactory(schema);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(path.toUri()))
            .withConf(new Configuration())
            .withType(schema)
            .build()) {
      for (List<Object> row : rows) {
        Group group = groups.newGroup();
        for (int i = 0; i < names.size(); i++) {
          if (row.get(i) instanceof Long number) {
            group.add(i, number);
          } else if (row.get(i) instanceof Double number) {
            group.add(i, number);
          } else if (row.get(i) instanceof String text) {
            group.add(i, text);
          }
        }
        writer.write(group);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delete(path.resolveSibling("." + path.getFileName() + ".crc"));
  }

  /** A Feather file as freqtrade writes it: compressed by LZ4, times in nanoseconds of UTC. */
  static void feather(Path path, List<String> names, List<long[]> times, List<double[]> rows) {
    try (BufferAllocator allocator = new RootAllocator();
        TimeStampNanoTZVector date = new TimeStampNanoTZVector(names.get(0), allocator, "UTC")) {
      date.allocateNew(rows.size());
      List<FieldVector> vectors = new ArrayList<>(List.of(date));
      for (int column = 1; column < names.size(); column++) {
        Float8Vector values = new Float8Vector(names.get(column), allocator);
        values.allocateNew(rows.size());
        for (int i = 0; i < rows.size(); i++) {
          values.set(i, rows.get(i)[column - 1]);
        }
        values.setValueCount(rows.size());
        vectors.add(values);
      }
      for (int i = 0; i < rows.size(); i++) {
        date.set(i, times.get(0)[i]);
      }
      date.setValueCount(rows.size());
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (VectorSchemaRoot root = new VectorSchemaRoot(vectors);
          ArrowFileWriter writer =
              new ArrowFileWriter(
                  root,
                  null,
                  Channels.newChannel(bytes),
                  Map.of(),
                  IpcOption.DEFAULT,
                  CommonsCompressionFactory.INSTANCE,
                  CodecType.LZ4_FRAME)) {
        root.setRowCount(rows.size());
        writer.start();
        writer.writeBatch();
        writer.end();
      }
      Files.write(path, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
