package io.candlelake.jobs.report;

import static io.candlelake.jobs.report.Show.countCell;
import static io.candlelake.jobs.report.Show.moneyCell;
import static io.candlelake.jobs.report.Show.numberCell;
import static io.candlelake.jobs.report.Show.percentCell;
import static io.candlelake.jobs.report.Show.profitCell;
import static io.candlelake.jobs.report.Show.returnCell;

import io.candlelake.jobs.report.Page.Block;
import io.candlelake.jobs.report.Page.Cell;
import io.candlelake.jobs.report.Page.Chart;
import io.candlelake.jobs.report.Page.Heading;
import io.candlelake.jobs.report.Page.Prose;
import io.candlelake.jobs.report.Page.Section;
import io.candlelake.jobs.report.Page.Table;
import io.candlelake.jobs.report.Page.TableRow;
import java.time.Month;
import java.time.YearMonth;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;

/** The parts of the page about money: equity, months, trades, costs. */
final class MoneySections {
  private final Report report;
  private final String quote;

  MoneySections(Report report) {
    this.report = report;
    this.quote = report.quote();
  }

  List<Section> sections() {
    return List.of(equity(), months(), trades(), costs());
  }

  private Section equity() {
    List<Block> blocks = new ArrayList<>();
    if (report.equity().isEmpty()) {
      blocks.add(new Prose("n/a: the backtest wrote no equity."));
    } else {
      blocks.add(
          new Chart(
              "equity",
              "Worth at the end of each UTC day, in "
                  + quote
                  + ": the strategy after all costs, the same capital held in BTC, and held in all"
                  + " pairs in equal parts"));
      blocks.add(new Chart("drawdown", "Drawdown: worth ÷ highest worth so far − 1, % by UTC day"));
    }
    return new Section("equity", "Equity and drawdown", blocks);
  }

  private Section months() {
    NavigableMap<YearMonth, Double> months = report.equity().monthlyReturns();
    if (months.isEmpty()) {
      return new Section(
          "months", "Monthly returns", List.of(new Prose("n/a: the backtest wrote no equity.")));
    }
    NavigableMap<Integer, Double> years = report.equity().yearlyReturns();
    List<Heading> headings = new ArrayList<>();
    headings.add(Heading.text("Year"));
    for (Month month : Month.values()) {
      headings.add(Heading.number(month.getDisplayName(TextStyle.SHORT, Locale.ROOT), "%"));
    }
    headings.add(Heading.number("Year", "%"));
    List<TableRow> lines = new ArrayList<>();
    for (int year : years.keySet()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.text(Integer.toString(year)));
      for (int month = 1; month <= 12; month++) {
        cells.add(heat(Optional.ofNullable(months.get(YearMonth.of(year, month)))));
      }
      cells.add(heat(Optional.of(years.get(year))));
      lines.add(new TableRow(cells, false));
    }
    return new Section(
        "months",
        "Monthly returns",
        List.of(
            new Table(
                "Net return of the strategy by UTC month. Blue is a gain, orange a loss; darker"
                    + " from 1, 3 and 10%",
                "heat", headings, lines)));
  }

  /** A return coloured by size: steps at 0, 1, 3 and 10%. */
  static Cell heat(Optional<Double> monthlyReturn) {
    if (monthlyReturn.isEmpty()) {
      return Cell.text("");
    }
    double value = monthlyReturn.get();
    double size = Math.abs(value);
    String step = size >= 0.1 ? "4" : size >= 0.03 ? "3" : size >= 0.01 ? "2" : "1";
    String tone = value == 0 ? "" : (value > 0 ? "up" : "down") + step;
    return new Cell(Show.number(value * 100, 1), tone, "");
  }

  private Section trades() {
    Trading trading = report.trading();
    if (trading.all().isEmpty()) {
      return new Section("trades", "Trades", List.of(noTrades()));
    }
    Trading.Group all = trading.all().get();
    List<Block> blocks = new ArrayList<>();
    blocks.add(groups("By pair", "Pair", trading.byPair(), all));
    blocks.add(groups("By reason of exit", "Exit", trading.byExit(), all));
    blocks.add(groups("By side", "Side", trading.bySide().stream().map(this::named).toList(), all));
    blocks.add(
        new Prose(
            Show.count(all.ambiguous())
                + " of "
                + Show.count(all.trades())
                + " trades touched stop and target in one candle, whose inner order is unknown;"
                + " each is counted as stopped."));
    blocks.add(
        new Prose(
            figure("flagged_trades", 0)
                + " trades enter, exit or are held in candles with quality flags, net "
                + figure("flagged_net_profit", 2)
                + " "
                + quote
                + "; "
                + figure("rejected_trades", 0)
                + " are held while a candle was received and rejected, net "
                + figure("rejected_net_profit", 2)
                + " "
                + quote
                + "."));
    blocks.add(lines("The " + trading.best().size() + " best trades", trading.best()));
    blocks.add(lines("The " + trading.worst().size() + " worst trades", trading.worst()));
    return new Section("trades", "Trades", blocks);
  }

  private String figure(String metric, int decimals) {
    return report.backtest().of(metric).known().stream()
        .mapToObj(value -> Show.number(value, decimals))
        .findFirst()
        .orElse("n/a");
  }

  private Trading.Group named(Trading.Group bySide) {
    return new Trading.Group(
        side(Integer.parseInt(bySide.name())),
        bySide.trades(),
        bySide.wins(),
        bySide.ambiguous(),
        bySide.barsHeld(),
        bySide.notional(),
        bySide.gross(),
        bySide.costs(),
        bySide.net());
  }

  private Table groups(
      String caption, String by, List<Trading.Group> groups, Trading.Group allTrades) {
    List<TableRow> lines = new ArrayList<>();
    groups.forEach(group -> lines.add(new TableRow(cells(group), false)));
    if (groups.size() > 1) {
      lines.add(new TableRow(cells(allTrades), true));
    }
    return new Table(
        caption,
        List.of(
            Heading.text(by),
            Heading.number("Trades", "count"),
            Heading.number("Won", "%"),
            Heading.number("Mean held", "bars"),
            Heading.number("Gross", quote),
            Heading.number("Costs", quote),
            Heading.number("Net", quote),
            Heading.number("Net ÷ traded", "%"),
            Heading.number("Ambiguous", "count")),
        lines);
  }

  private static List<Cell> cells(Trading.Group group) {
    return List.of(
        Cell.text(group.name()),
        countCell(group.trades()),
        percentCell(group.winRate(), 1),
        numberCell(group.meanBarsHeld(), 1),
        profitCell(group.gross()),
        moneyCell(group.costs()),
        profitCell(group.net()),
        returnCell(group.netPerNotional(), 3),
        countCell(group.ambiguous()));
  }

  private Table lines(String caption, List<Trading.ListedTrade> trades) {
    return new Table(
        caption + " by net profit",
        List.of(
            Heading.number("Trade", "no."),
            Heading.text("Pair"),
            Heading.text("Side"),
            Heading.number("Entry", "UTC"),
            Heading.number("at", quote),
            Heading.number("Exit", "UTC"),
            Heading.number("at", quote),
            Heading.text("Exit"),
            Heading.number("Probability", "%"),
            Heading.number("Costs", quote),
            Heading.number("Net", quote)),
        trades.stream()
            .map(
                trade ->
                    TableRow.of(
                        countCell(trade.tradeId()),
                        Cell.text(trade.exchange() + " " + trade.pair()),
                        Cell.text(side(trade.side())),
                        Cell.text(Show.minute(trade.entryTime())),
                        Cell.text(Show.price(trade.entryPrice())),
                        Cell.text(Show.minute(trade.exitTime())),
                        Cell.text(Show.price(trade.exitPrice())),
                        Cell.text(trade.exitReason() + (trade.ambiguous() ? " (ambiguous)" : "")),
                        percentCell(trade.probability(), 1),
                        moneyCell(trade.costs()),
                        profitCell(trade.net())))
            .toList());
  }

  private Section costs() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(report.trading().all().<Block>map(this::waterfall).orElse(noTrades()));
    if (!report.backtest().isEmpty()) {
      blocks.add(everything());
    }
    return new Section("costs", "From gross to net", blocks);
  }

  private Prose noTrades() {
    return new Prose(
        report.backtest().isEmpty()
            ? "n/a: no backtest has run."
            : "n/a: the backtest made no trade.");
  }

  private Table waterfall(Trading.Group all) {
    List<TableRow> lines = new ArrayList<>();
    lines.add(step(all, "Gross profit, at reference prices", all.gross()));
    report
        .backtest()
        .costs()
        .forEach((cost, paid) -> lines.add(step(all, "− " + cost.replace('_', ' '), -paid)));
    lines.add(new TableRow(step(all, "Net profit", all.net()).cells(), true));
    return new Table(
        "What the trades earned and what they paid",
        List.of(
            Heading.text(""),
            Heading.number("Amount", quote),
            Heading.number("Of value at entry", "basis points"),
            Heading.number("Per trade", quote)),
        lines);
  }

  /** Every figure, so that none is left out for want of a place above. */
  private Table everything() {
    return new Table(
        "Every figure of the backtest",
        List.of(Heading.text("Figure"), Heading.number("Value", ""), Heading.text("Unit")),
        report.backtest().all().stream()
            .map(
                figure ->
                    TableRow.of(
                        Cell.text(Names.spoken(figure.metric())),
                        Show.cell(figure.value(), value -> inUnit(value, figure.unit())),
                        Cell.text(unit(figure.unit()))))
            .toList());
  }

  private static String inUnit(double value, String unit) {
    return switch (unit) {
      case "fraction", "probability" -> Show.percent(value, 2);
      case "quote asset" -> Show.money(value);
      case "count", "days" -> Show.number(value, 0);
      default -> Show.number(value, 2);
    };
  }

  private String unit(String unit) {
    return switch (unit) {
      case "fraction", "probability" -> "%";
      case "quote asset" -> quote;
      default -> unit;
    };
  }

  private static TableRow step(Trading.Group all, String name, double amount) {
    Figure basisPoints =
        Figure.ratio(amount * 10_000, all.notional(), "nothing was bought or sold");
    return TableRow.of(
        Cell.text(name),
        profitCell(amount),
        numberCell(basisPoints, 1),
        profitCell(Figure.ratio(amount, (double) all.trades(), "no trade")));
  }

  private static String side(int side) {
    return side > 0 ? "long" : "short";
  }
}
