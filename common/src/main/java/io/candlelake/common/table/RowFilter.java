package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A condition on the rows of a table: which rows a write replaces, or among which a merge looks for
 * known keys. Values are values, never SQL text, so that no name or id can change the condition.
 */
public final class RowFilter {
  private static final Pattern COLUMN_NAME = Pattern.compile("[a-z][a-z0-9_]*");

  /** From the prefix of a column, such as {@code old.}, to SQL. */
  private final UnaryOperator<String> sql;

  private RowFilter(UnaryOperator<String> sql) {
    this.sql = sql;
  }

  /** Every row. */
  public static RowFilter all() {
    return new RowFilter(prefix -> "true");
  }

  public static RowFilter equal(String column, String value) {
    return compare(column, "=", text(value));
  }

  /** Rows whose column is one of the values; none if there are no values. */
  public static RowFilter in(String column, Collection<String> values) {
    if (values.isEmpty()) {
      return new RowFilter(prefix -> "false");
    }
    String list =
        values.stream().sorted().map(RowFilter::text).collect(Collectors.joining(", ", "(", ")"));
    return compare(column, "IN", list);
  }

  public static RowFilter isNull(String column) {
    String name = checked(column);
    return new RowFilter(prefix -> prefix + name + " IS NULL");
  }

  /** Rows whose time is that instant or later. */
  public static RowFilter from(String column, Instant time) {
    return compare(column, ">=", literal(time));
  }

  /** Rows whose time is earlier than that instant. */
  public static RowFilter before(String column, Instant time) {
    return compare(column, "<", literal(time));
  }

  /** Rows whose time lies in {@code [first, last]}. */
  public static RowFilter between(String column, Instant first, Instant last) {
    return from(column, first).and(compare(column, "<=", literal(last)));
  }

  /** Rows whose day lies in {@code [first, last]}. */
  public static RowFilter between(String column, LocalDate first, LocalDate last) {
    return compare(column, ">=", "date'" + first + "'")
        .and(compare(column, "<=", "date'" + last + "'"));
  }

  public RowFilter and(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(prefix -> "(" + sql(prefix) + " AND " + other.sql(prefix) + ")");
  }

  public RowFilter or(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(prefix -> "(" + sql(prefix) + " OR " + other.sql(prefix) + ")");
  }

  /** The condition as SQL over the table's columns. */
  public String sql() {
    return sql("");
  }

  /** The condition as SQL over the columns of a table that is called {@code old} in a merge. */
  public String sqlOf(String alias) {
    return sql(checked(alias) + ".");
  }

  @Override
  public String toString() {
    return sql();
  }

  private String sql(String prefix) {
    return sql.apply(prefix);
  }

  private static RowFilter compare(String column, String operator, String literal) {
    String name = checked(column);
    return new RowFilter(prefix -> prefix + name + " " + operator + " " + literal);
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
