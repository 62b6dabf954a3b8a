package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on the rows of a table: which rows a write replaces, among which a merge looks for
 * known keys, or which rows a reader takes. Values are values, never SQL text, so that no name or
 * id can change the condition. No row with a null in a column that is compared fulfils it.
 */
public final class RowFilter {
  private static final Pattern COLUMN_NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final Condition condition;

  private RowFilter(Condition condition) {
    this.condition = condition;
  }

  /** How many of some rows the condition holds for; in ascending order. */
  public enum Match {
    NONE,
    SOME,
    ALL
  }

  /** Every row. */
  public static RowFilter all() {
    return new RowFilter(new Constant(true));
  }

  public static RowFilter equal(String column, String value) {
    return new RowFilter(new OneOf(checked(column), "= " + text(value), Set.of(value)));
  }

  /** Rows whose column is one of the values; none if there are no values. */
  public static RowFilter in(String column, Collection<String> values) {
    if (values.isEmpty()) {
      return new RowFilter(new Constant(false));
    }
    String list =
        values.stream().sorted().map(RowFilter::text).collect(Collectors.joining(", ", "(", ")"));
    return new RowFilter(new OneOf(checked(column), "IN " + list, Set.copyOf(values)));
  }

  public static RowFilter isNull(String column) {
    return new RowFilter(new IsNull(checked(column)));
  }

  /** Rows whose time is that instant or later. */
  public static RowFilter from(String column, Instant time) {
    return new RowFilter(new FromTime(checked(column), requireNonNull(time, "time is null")));
  }

  /** Rows whose time is earlier than that instant. */
  public static RowFilter before(String column, Instant time) {
    return new RowFilter(new BeforeTime(checked(column), "< " + literal(time), time));
  }

  /** Rows whose time lies in {@code [first, last]}. */
  public static RowFilter between(String column, Instant first, Instant last) {
    BeforeTime upTo = new BeforeTime(checked(column), "<= " + literal(last), last.plusNanos(1));
    return from(column, first).and(new RowFilter(upTo));
  }

  /** Rows whose day lies in {@code [first, last]}. */
  public static RowFilter between(String column, LocalDate first, LocalDate last) {
    return new RowFilter(new Days(checked(column), first, last));
  }

  public RowFilter and(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(new And(condition, other.condition));
  }

  public RowFilter or(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(new Or(condition, other.condition));
  }

  /** The condition as SQL over the table's columns. */
  public String sql() {
    return condition.sql("");
  }

  /** The condition as SQL over the columns of a table that is called {@code old} in a merge. */
  public String sqlOf(String alias) {
    return condition.sql(checked(alias) + ".");
  }

  /** The columns that it looks at. */
  public Set<String> columns() {
    return Set.copyOf(condition.columns());
  }

  /**
   * Whether a row is among them.
   *
   * @param cells the row's cells by column name: texts, instants, dates; null is null
   */
  public boolean holdsFor(Function<String, Object> cells) {
    return condition.holdsFor(cells);
  }

  /** Of rows that are known by their bounds only, for how many it can hold; SOME where unsure. */
  public Match over(ColumnBounds bounds) {
    return condition.over(bounds);
  }

  @Override
  public String toString() {
    return sql();
  }

  private sealed interface Condition {
    /**
     * @param prefix of a column, such as {@code old.}
     */
    String sql(String prefix);

    Set<String> columns();

    boolean holdsFor(Function<String, Object> cells);

    Match over(ColumnBounds bounds);
  }

  private record Constant(boolean value) implements Condition {
    @Override
    public String sql(String prefix) {
      return Boolean.toString(value);
    }

    @Override
    public Set<String> columns() {
      return Set.of();
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return value;
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return value ? Match.ALL : Match.NONE;
    }
  }

  /** A text column; the comparison is SQL's for the values. */
  private record OneOf(String column, String comparison, Set<String> values) implements Condition {
    @Override
    public String sql(String prefix) {
      return prefix + column + " " + comparison;
    }

    @Override
    public Set<String> columns() {
      return Set.of(column);
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return cells.apply(column) instanceof String cell && values.contains(cell);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return bounds.ofTexts(column, values);
    }
  }

  private record IsNull(String column) implements Condition {
    @Override
    public String sql(String prefix) {
      return prefix + column + " IS NULL";
    }

    @Override
    public Set<String> columns() {
      return Set.of(column);
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return cells.apply(column) == null;
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return bounds.ofNulls(column);
    }
  }

  private record FromTime(String column, Instant time) implements Condition {
    @Override
    public String sql(String prefix) {
      return prefix + column + " >= " + literal(time);
    }

    @Override
    public Set<String> columns() {
      return Set.of(column);
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return cells.apply(column) instanceof Instant cell && !cell.isBefore(time);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return bounds.ofTimesFrom(column, time);
    }
  }

  /**
   * A time before an end; the comparison is SQL's for the same.
   *
   * @param end exclusive
   */
  private record BeforeTime(String column, String comparison, Instant end) implements Condition {
    @Override
    public String sql(String prefix) {
      return prefix + column + " " + comparison;
    }

    @Override
    public Set<String> columns() {
      return Set.of(column);
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return cells.apply(column) instanceof Instant cell && cell.isBefore(end);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return bounds.ofTimesBefore(column, end);
    }
  }

  /** Days from the first to the last, both in. */
  private record Days(String column, LocalDate first, LocalDate last) implements Condition {
    @Override
    public String sql(String prefix) {
      String name = prefix + column;
      return "(" + name + " >= date'" + first + "' AND " + name + " <= date'" + last + "')";
    }

    @Override
    public Set<String> columns() {
      return Set.of(column);
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return cells.apply(column) instanceof LocalDate cell
          && !cell.isBefore(first)
          && !cell.isAfter(last);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      return Match.SOME;
    }
  }

  private record And(Condition first, Condition second) implements Condition {
    @Override
    public String sql(String prefix) {
      return "(" + first.sql(prefix) + " AND " + second.sql(prefix) + ")";
    }

    @Override
    public Set<String> columns() {
      return union(first.columns(), second.columns());
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return first.holdsFor(cells) && second.holdsFor(cells);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      Match one = first.over(bounds);
      Match other = second.over(bounds);
      return one.compareTo(other) < 0 ? one : other;
    }
  }

  private record Or(Condition first, Condition second) implements Condition {
    @Override
    public String sql(String prefix) {
      return "(" + first.sql(prefix) + " OR " + second.sql(prefix) + ")";
    }

    @Override
    public Set<String> columns() {
      return union(first.columns(), second.columns());
    }

    @Override
    public boolean holdsFor(Function<String, Object> cells) {
      return first.holdsFor(cells) || second.holdsFor(cells);
    }

    @Override
    public Match over(ColumnBounds bounds) {
      Match one = first.over(bounds);
      Match other = second.over(bounds);
      return one.compareTo(other) > 0 ? one : other;
    }
  }

  private static Set<String> union(Set<String> some, Set<String> others) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(others);
    return all;
  }

  private static String checked(String column) {
    requireNonNull(column, "column is null");
    if (!COLUMN_NAME.matcher(column).matches()) {
      throw new IllegalArgumentException("not a column name: '" + column + "'");
    }
    return column;
  }

  private static String text(String value) {
    requireNonNull(value, "value is null");
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String literal(Instant time) {
    requireNonNull(time, "time is null");
    return "timestamp'" + time + "'";
  }
}
