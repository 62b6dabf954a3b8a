package io.candlelake.jobs.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.candlelake.jobs.report.EquityCurve.Day;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What the page's script draws, by the name of the chart: {@code x} and the {@code series} over it.
 * Times are seconds since 1970, shares are percent.
 */
final class ChartData {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Report report;

  private ChartData(Report report) {
    this.report = report;
  }

  static ObjectNode of(Report report) {
    ChartData data = new ChartData(report);
    ObjectNode root = JSON.createObjectNode();
    root.set("equity", data.equity());
    root.set("drawdown", data.drawdown());
    root.set("coverage", data.coverage());
    root.set("calibration", data.calibration());
    return root;
  }

  private ObjectNode equity() {
    ObjectNode chart = overDays();
    addWorth(chart, "Strategy", Day::strategy);
    addWorth(chart, "BTC", Day::btc);
    addWorth(chart, "All pairs", Day::universe);
    return chart;
  }

  private ObjectNode drawdown() {
    ObjectNode chart = overDays();
    addDrawdown(chart, "Strategy", Day::strategy);
    addDrawdown(chart, "BTC", Day::btc);
    return chart;
  }

  private ObjectNode overDays() {
    ObjectNode chart = JSON.createObjectNode();
    ArrayNode x = chart.putArray("x");
    report
        .equity()
        .days()
        .forEach(day -> x.add(day.day().atStartOfDay().toEpochSecond(ZoneOffset.UTC)));
    chart.putArray("series");
    return chart;
  }

  private void addWorth(ObjectNode chart, String name, ToDoubleFunction<Day> worth) {
    ArrayNode values = addSeries(chart, name);
    report.equity().days().forEach(day -> values.add(rounded(worth.applyAsDouble(day), 2)));
  }

  private void addDrawdown(ObjectNode chart, String name, ToDoubleFunction<Day> worth) {
    ArrayNode values = addSeries(chart, name);
    report.equity().drawdown(worth).forEach(value -> values.add(rounded(value * 100, 2)));
  }

  private ObjectNode coverage() {
    return points(Names.THRESHOLD, Names.COVERAGE, Names.ACCURACY, "Right");
  }

  private ObjectNode calibration() {
    return points(Names.CALIBRATION, Names.MEAN_PROBABILITY, Names.SHARE_UP, "Rose");
  }

  /** One point for each value of the slice where both are known, in order of x. */
  private ObjectNode points(String slice, String xMetric, String yMetric, String name) {
    Evaluations evaluations = report.evaluations();
    List<double[]> points =
        evaluations.values(slice).stream()
            .map(
                value ->
                    new Figure[] {
                      evaluations.of(slice, value, xMetric).value(),
                      evaluations.of(slice, value, yMetric).value()
                    })
            .filter(p -> p[0].known().isPresent() && p[1].known().isPresent())
            .map(p -> new double[] {p[0].known().getAsDouble(), p[1].known().getAsDouble()})
            .sorted(Comparator.comparingDouble(p -> p[0]))
            .toList();
    ObjectNode chart = JSON.createObjectNode();
    ArrayNode x = chart.putArray("x");
    chart.putArray("series");
    ArrayNode y = addSeries(chart, name);
    for (double[] point : points) {
      x.add(rounded(point[0] * 100, 4));
      y.add(rounded(point[1] * 100, 4));
    }
    return chart;
  }

  private static ArrayNode addSeries(ObjectNode chart, String name) {
    return chart.withArray("series").addObject().put("name", name).putArray("values");
  }

  private static double rounded(double value, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.round(value * scale) / scale;
  }
}
