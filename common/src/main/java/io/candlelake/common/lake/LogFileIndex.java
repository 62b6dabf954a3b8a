package io.candlelake.common.lake;

import io.candlelake.common.market.EpochMicros;
import io.candlelake.common.table.RowFilter.Match;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.Predicate$;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.util.DeltaFileOperations;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.execution.datasources.PartitioningUtils$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * The files of a table at one version, for Spark's Parquet source. Delta's own index finds the
 * files of each query by one or more Spark jobs over the log; this one does it on the driver, from
 * files that are known. It leaves out files by their partition and by the bounds of their columns.
 */
final class LogFileIndex implements FileIndex {
  private final String location;
  private final StructType partitionSchema;
  private final List<AddFile> files;

  /**
   * @param location the table's folder
   * @param partitionSchema columns whose values are not in the files
   * @param files without deletion vectors
   */
  LogFileIndex(String location, StructType partitionSchema, List<AddFile> files) {
    this.location = location;
    this.partitionSchema = partitionSchema;
    this.files = List.copyOf(files);
  }

  @Override
  public Seq<Path> rootPaths() {
    return seq(List.of(new Path(location)));
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    List<BasePredicate> predicates =
        CollectionConverters.asJava(partitionFilters).stream().map(this::onPartition).toList();
    List<Expression> filters = CollectionConverters.asJava(dataFilters);
    Map<Map<String, String>, List<AddFile>> byPartition = new LinkedHashMap<>();
    for (AddFile file : files) {
      byPartition.computeIfAbsent(partition(file), none -> new ArrayList<>()).add(file);
    }
    List<PartitionDirectory> found = new ArrayList<>();
    byPartition.forEach(
        (partition, its) -> {
          InternalRow values = values(partition);
          if (predicates.stream().allMatch(predicate -> predicate.eval(values))) {
            FileStatus[] kept =
                its.stream()
                    .filter(file -> mayHold(filters, file))
                    .map(this::status)
                    .toArray(FileStatus[]::new);
            found.add(PartitionDirectory.apply(values, kept));
          }
        });
    return seq(found);
  }

  @Override
  public String[] inputFiles() {
    return files.stream().map(file -> path(file).toString()).toArray(String[]::new);
  }

  @Override
  public void refresh() {
    // The version does not change.
  }

  @Override
  public long sizeInBytes() {
    return files.stream().mapToLong(AddFile::size).sum();
  }

  @Override
  public StructType partitionSchema() {
    return partitionSchema;
  }

  private static Map<String, String> partition(AddFile file) {
    return CollectionConverters.asJava(file.partitionValues());
  }

  private InternalRow values(Map<String, String> partition) {
    return new GenericInternalRow(
        Stream.of(partitionSchema.fields())
            .map(field -> value(partition.get(field.name()), field.dataType()))
            .toArray());
  }

  private static Object value(String text, DataType type) {
    if (text == null) {
      return null;
    }
    return type.equals(DataTypes.StringType)
        ? UTF8String.fromString(text) // As it is: Spark would take it for a part of a path.
        : PartitioningUtils$.MODULE$.castPartValueToDesiredType(type, text, ZoneOffset.UTC);
  }

  private Path path(AddFile file) {
    return DeltaFileOperations.absolutePath(location, file.path());
  }

  private FileStatus status(AddFile file) {
    return new FileStatus(file.size(), false, 0, 0, file.modificationTime(), path(file));
  }

  /** Spark checks these filters nowhere else, so they are evaluated as it would. */
  private BasePredicate onPartition(Expression filter) {
    Expression bound =
        filter.transform(
            new AbstractPartialFunction<>() {
              @Override
              public boolean isDefinedAt(Expression expression) {
                return expression instanceof AttributeReference;
              }

              @Override
              public <A extends Expression, B> B applyOrElse(
                  A expression, scala.Function1<A, B> otherwise) {
                if (expression instanceof AttributeReference column) {
                  @SuppressWarnings("unchecked")
                  B reference =
                      (B)
                          new BoundReference(
                              partitionSchema.fieldIndex(column.name()), column.dataType(), true);
                  return reference;
                }
                return otherwise.apply(expression);
              }
            });
    return Predicate$.MODULE$.createInterpreted(bound);
  }

  /** Whether some row of the file may fulfil all filters; Spark checks each row itself. */
  private static boolean mayHold(List<Expression> filters, AddFile file) {
    if (filters.isEmpty()) {
      return true;
    }
    FileBounds bounds = TableLog.bounds(file);
    return filters.stream().allMatch(filter -> mayHold(filter, bounds));
  }

  private static boolean mayHold(Expression filter, FileBounds bounds) {
    if (filter instanceof And and) {
      return mayHold(and.left(), bounds) && mayHold(and.right(), bounds);
    }
    if (filter instanceof Or or) {
      return mayHold(or.left(), bounds) || mayHold(or.right(), bounds);
    }
    if (filter instanceof In in && in.value() instanceof AttributeReference column) {
      return texts(CollectionConverters.asJava(in.list()))
          .map(values -> bounds.ofTexts(column.name(), values) != Match.NONE)
          .orElse(true);
    }
    boolean compares =
        filter instanceof BinaryComparison comparison
            && comparison.left() instanceof AttributeReference
            && comparison.right() instanceof Literal;
    return !compares || mayHold((BinaryComparison) filter, bounds);
  }

  /** Of a column and a literal; others than texts and times are not looked at. */
  private static boolean mayHold(BinaryComparison filter, FileBounds bounds) {
    String column = ((AttributeReference) filter.left()).name();
    Literal literal = (Literal) filter.right();
    Optional<Set<String>> texts = texts(List.of(literal));
    if (filter instanceof EqualTo && texts.isPresent()) {
      return bounds.ofTexts(column, texts.get()) != Match.NONE;
    }
    if (literal.dataType().equals(DataTypes.TimestampType) && literal.value() != null) {
      long micros = (long) literal.value();
      if (filter instanceof GreaterThanOrEqual || filter instanceof GreaterThan) {
        return bounds.ofTimesFrom(column, EpochMicros.toInstant(micros)) != Match.NONE;
      }
      if (filter instanceof LessThan) {
        return bounds.ofTimesBefore(column, EpochMicros.toInstant(micros)) != Match.NONE;
      }
      if (filter instanceof LessThanOrEqual) {
        return bounds.ofTimesBefore(column, EpochMicros.toInstant(micros + 1)) != Match.NONE;
      }
    }
    return true;
  }

  /** Their values; empty where one is no literal text. */
  private static Optional<Set<String>> texts(List<Expression> literals) {
    boolean all =
        literals.stream()
            .allMatch(one -> one instanceof Literal l && l.value() instanceof UTF8String);
    return all
        ? Optional.of(
            literals.stream()
                .map(one -> ((Literal) one).value().toString())
                .collect(Collectors.toSet()))
        : Optional.empty();
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
