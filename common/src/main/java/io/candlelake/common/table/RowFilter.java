package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on the rows of a table: which rows a write replaces, among which a merge looks for
 * known keys, or which rows a reader takes. Values are values, never SQL text, so that no name or
 * id can change the condition. No row with a null in a column that is compared fulfils it.
 */
public final class RowFilter {
  private static final Pattern COLUMN_NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** From the prefix of a column, such as {@code old.}, to SQL. */
  private final UnaryOperator<String> sql;

  private final Set<String> columns;

  /** Columns of which every row that fulfils this has one of these texts. */
  private final Map<String, Set<String>> texts;

  /** Of a row, given as its cells by column name. */
  private final Predicate<Function<String, Object>> holds;

  private RowFilter(
      UnaryOperator<String> sql,
      Set<String> columns,
      Map<String, Set<String>> texts,
      Predicate<Function<String, Object>> holds) {
    this.sql = sql;
    this.columns = columns;
    this.texts = texts;
    this.holds = holds;
  }

  /** Every row. */
  public static RowFilter all() {
    return new RowFilter(prefix -> "true", Set.of(), Map.of(), row -> true);
  }

  public static RowFilter equal(String column, String value) {
    return oneOf(column, "= " + text(value), Set.of(value));
  }

  /** Rows whose column is one of the values; none if there are no values. */
  public static RowFilter in(String column, Collection<String> values) {
    if (values.isEmpty()) {
      return new RowFilter(prefix -> "false", Set.of(), Map.of(), row -> false);
    }
    String list =
        values.stream().sorted().map(RowFilter::text).collect(Collectors.joining(", ", "(", ")"));
    return oneOf(column, "IN " + list, Set.copyOf(values));
  }

  public static RowFilter isNull(String column) {
    String name = checked(column);
    return new RowFilter(
        prefix -> prefix + name + " IS NULL",
        Set.of(name),
        Map.of(),
        row -> row.apply(name) == null);
  }

  /** Rows whose time is that instant or later. */
  public static RowFilter from(String column, Instant time) {
    return compare(column, ">=", literal(time), cell -> ((Instant) cell).compareTo(time) >= 0);
  }

  /** Rows whose time is earlier than that instant. */
  public static RowFilter before(String column, Instant time) {
    return compare(column, "<", literal(time), cell -> ((Instant) cell).compareTo(time) < 0);
  }

  /** Rows whose time lies in {@code [first, last]}. */
  public static RowFilter between(String column, Instant first, Instant last) {
    return from(column, first)
        .and(compare(column, "<=", literal(last), cell -> ((Instant) cell).compareTo(last) <= 0));
  }

  /** Rows whose day lies in {@code [first, last]}. */
  public static RowFilter between(String column, LocalDate first, LocalDate last) {
    return compare(
            column, ">=", "date'" + first + "'", cell -> ((LocalDate) cell).compareTo(first) >= 0)
        .and(
            compare(
                column,
                "<=",
                "date'" + last + "'",
                cell -> ((LocalDate) cell).compareTo(last) <= 0));
  }

  public RowFilter and(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(
        prefix -> "(" + sql(prefix) + " AND " + other.sql(prefix) + ")",
        union(columns, other.columns),
        both(texts, other.texts),
        row -> holds.test(row) && other.holds.test(row));
  }

  public RowFilter or(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(
        prefix -> "(" + sql(prefix) + " OR " + other.sql(prefix) + ")",
        union(columns, other.columns),
        Map.of(),
        row -> holds.test(row) || other.holds.test(row));
  }

  /** The condition as SQL over the table's columns. */
  public String sql() {
    return sql("");
  }

  /** The condition as SQL over the columns of a table that is called {@code old} in a merge. */
  public String sqlOf(String alias) {
    return sql(checked(alias) + ".");
  }

  /** The columns that it looks at. */
  public Set<String> columns() {
    return Set.copyOf(columns);
  }

  /**
   * Columns of which every row that fulfils this has one of some texts: what lets a reader leave
   * out whole files.
   */
  public Map<String, Set<String>> texts() {
    return Map.copyOf(texts);
  }

  /**
   * Whether a row is among them.
   *
   * @param cells the row's cells by column name: texts, instants, dates; null is null
   */
  public boolean holdsFor(Function<String, Object> cells) {
    return holds.test(cells);
  }

  @Override
  public String toString() {
    return sql();
  }

  private String sql(String prefix) {
    return sql.apply(prefix);
  }

  private static RowFilter compare(
      String column, String operator, String literal, Predicate<Object> holds) {
    String name = checked(column);
    return new RowFilter(
        prefix -> prefix + name + " " + operator + " " + literal,
        Set.of(name),
        Map.of(),
        row -> {
          Object cell = row.apply(name);
          return cell != null && holds.test(cell);
        });
  }

  private static RowFilter oneOf(String column, String condition, Set<String> values) {
    String name = checked(column);
    return new RowFilter(
        prefix -> prefix + name + " " + condition,
        Set.of(name),
        Map.of(name, values),
        row -> row.apply(name) instanceof String cell && values.contains(cell));
  }

  /** Of a column that both name, either set is right; the first is kept. */
  private static Map<String, Set<String>> both(
      Map<String, Set<String>> some, Map<String, Set<String>> others) {
    Map<String, Set<String>> all = new TreeMap<>(others);
    all.putAll(some);
    return all;
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
