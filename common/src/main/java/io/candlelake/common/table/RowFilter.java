package io.candlelake.common.table;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
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

  private final Function<ColumnBounds, Match> match;

  private RowFilter(UnaryOperator<String> sql, Function<ColumnBounds, Match> match) {
    this.sql = sql;
    this.match = match;
  }

  /** How many of some rows the condition holds for; in ascending order. */
  public enum Match {
    NONE,
    SOME,
    ALL
  }

  /** Every row. */
  public static RowFilter all() {
    return new RowFilter(prefix -> "true", bounds -> Match.ALL);
  }

  public static RowFilter equal(String column, String value) {
    return compare(column, "=", text(value), bounds -> bounds.ofTexts(column, Set.of(value)));
  }

  /** Rows whose column is one of the values; none if there are no values. */
  public static RowFilter in(String column, Collection<String> values) {
    if (values.isEmpty()) {
      return new RowFilter(prefix -> "false", bounds -> Match.NONE);
    }
    String list =
        values.stream().sorted().map(RowFilter::text).collect(Collectors.joining(", ", "(", ")"));
    Set<String> texts = Set.copyOf(values);
    return compare(column, "IN", list, bounds -> bounds.ofTexts(column, texts));
  }

  public static RowFilter isNull(String column) {
    String name = checked(column);
    return new RowFilter(prefix -> prefix + name + " IS NULL", bounds -> bounds.ofNulls(name));
  }

  /** Rows whose time is that instant or later. */
  public static RowFilter from(String column, Instant time) {
    return compare(column, ">=", literal(time), bounds -> bounds.ofTimesFrom(column, time));
  }

  /** Rows whose time is earlier than that instant. */
  public static RowFilter before(String column, Instant time) {
    return compare(column, "<", literal(time), bounds -> bounds.ofTimesBefore(column, time));
  }

  /** Rows whose time lies in {@code [first, last]}. */
  public static RowFilter between(String column, Instant first, Instant last) {
    Instant end = last.plusNanos(1);
    return from(column, first)
        .and(compare(column, "<=", literal(last), bounds -> bounds.ofTimesBefore(column, end)));
  }

  /** Rows whose day lies in {@code [first, last]}. */
  public static RowFilter between(String column, LocalDate first, LocalDate last) {
    return compare(column, ">=", "date'" + first + "'", bounds -> Match.SOME)
        .and(compare(column, "<=", "date'" + last + "'", bounds -> Match.SOME));
  }

  public RowFilter and(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(
        prefix -> "(" + sql(prefix) + " AND " + other.sql(prefix) + ")",
        bounds -> weaker(over(bounds), other.over(bounds)));
  }

  public RowFilter or(RowFilter other) {
    requireNonNull(other, "other is null");
    return new RowFilter(
        prefix -> "(" + sql(prefix) + " OR " + other.sql(prefix) + ")",
        bounds -> stronger(over(bounds), other.over(bounds)));
  }

  /** Of rows that are known by their bounds only, for how many it can hold; SOME where unsure. */
  public Match over(ColumnBounds bounds) {
    return match.apply(bounds);
  }

  private static Match weaker(Match a, Match b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Match stronger(Match a, Match b) {
    return a.compareTo(b) > 0 ? a : b;
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

  private static RowFilter compare(
      String column, String operator, String literal, Function<ColumnBounds, Match> match) {
    String name = checked(column);
    return new RowFilter(prefix -> prefix + name + " " + operator + " " + literal, match);
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
