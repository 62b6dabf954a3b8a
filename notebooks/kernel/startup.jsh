// Run by the Java kernel before a notebook's first cell: imports, and how datasets and charts are shown.
import io.candlelake.Candlelake;
import java.awt.Color;
import java.util.*;
import java.util.stream.*;
import org.apache.spark.sql.*;
import static org.apache.spark.sql.functions.*;
import org.knowm.xchart.*;
import org.knowm.xchart.style.*;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The lake that CANDLELAKE_LAKE names, or ./lake. */
Candlelake openLake() {
  return Candlelake.open(Optional.ofNullable(System.getenv("CANDLELAKE_LAKE")).orElse("./lake"));
}

/** Whether there is anything to show; where there is not, says so in a sentence. */
boolean hasRows(Dataset<Row> rows, String what) {
  if (rows.isEmpty()) {
    System.out.println("Nothing to show: there are no " + what + " in this lake. Make some: ./candlelake run");
    return false;
  }
  return true;
}

/** A value for people: whole numbers without a fraction, unknown as n/a. */
String spoken(Object value) {
  if (value instanceof Double d) {
    return String.format(Locale.ROOT, d == Math.rint(d) ? "%,.0f" : "%,.4f", d);
  }
  return value == null ? "n/a" : value instanceof Long n ? String.format(Locale.ROOT, "%,d", n) : value.toString();
}

/** The first twenty rows as a table. */
void show(Dataset<Row> rows) {
  StringBuilder html = new StringBuilder("<table><tr>");
  for (String column : rows.columns()) {
    html.append("<th>").append(column).append("</th>");
  }
  for (Row row : rows.takeAsList(20)) {
    html.append("</tr><tr>");
    for (int i = 0; i < row.size(); i++) {
      html.append("<td>").append(spoken(row.get(i)).replace("&", "&amp;").replace("<", "&lt;")).append("</td>");
    }
  }
  display(html.append("</tr></table>").toString(), "text/html");
}

/** The chart as a picture. */
void show(org.knowm.xchart.internal.chartpart.Chart<?, ?> chart) {
  display(BitmapEncoder.getBufferedImage(chart));
}

/** A column of numbers, for a chart. */
List<Double> numbers(List<Row> rows, String column) {
  return rows.stream().map(row -> row.<Number>getAs(column).doubleValue()).toList();
}

/** A column of fractions in percent, for a chart. */
List<Double> percent(List<Row> rows, String column) {
  return numbers(rows, column).stream().map(value -> value * 100).toList();
}

Color BLUE = new Color(0x0072B2);
Color GREY = new Color(0x999999);

/** White paper, thin grid, legend below. */
void plain(AxesChartStyler style) {
  style.setPlotGridLinesColor(new Color(0xE5E5E5));
  style.setChartBackgroundColor(Color.WHITE);
  style.setPlotBorderVisible(false);
  style.setLegendBorderColor(Color.WHITE);
  style.setLegendPosition(Styler.LegendPosition.OutsideS);
  style.setLegendLayout(Styler.LegendLayout.Horizontal);
}

/** An empty chart of lines. */
XYChart chart(String title, String x, String y) {
  XYChart chart = new XYChartBuilder().width(900).height(420).title(title).xAxisTitle(x).yAxisTitle(y).build();
  plain(chart.getStyler());
  return chart;
}

/** Adds a line without markers. */
XYSeries line(XYChart chart, String name, List<?> x, List<Double> y, Color colour) {
  XYSeries series = chart.addSeries(name, x, y);
  series.setMarker(SeriesMarkers.NONE).setMarkerColor(colour).setLineColor(colour);
  return series;
}

/** Adds the space between two lines; in the legend once. */
void band(XYChart chart, String name, List<Double> x, List<Double> low, List<Double> high) {
  List<Double> around = new ArrayList<>(x);
  List<Double> edge = new ArrayList<>(low);
  for (int i = x.size() - 1; i >= 0; i--) {
    around.add(x.get(i));
    edge.add(high.get(i));
  }
  boolean first = chart.getSeriesCollection().stream().noneMatch(other -> other.getName().equals(name));
  XYSeries series = chart.addSeries(first ? name : name + x, around, edge);
  series.setShowInLegend(first);
  series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
  series.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0)).setFillColor(new Color(0x300072B2, true));
}

/** Lying bars. */
HorizontalBarChart bars(String title, String unit, List<String> names, List<Double> values) {
  HorizontalBarChart chart = new HorizontalBarChartBuilder().width(900).height(110 + 24 * names.size()).title(title).xAxisTitle(unit).build();
  plain(chart.getStyler());
  // Rules the names of the bars, too: room for every one.
  chart.getStyler().setXAxisTickMarkSpacingHint(20).setLegendVisible(false);
  chart.addSeries(unit, values, names).setFillColor(BLUE);
  return chart;
}
