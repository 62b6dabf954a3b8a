package io.candlelake.common.strategy;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.setting.Registry;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configured rules for entering and leaving positions.
 *
 * @param rules evaluated in this order; the first that takes a side decides
 * @param filters all must allow an entry
 * @param exits each kind at most once
 * @param holdingBars longest holding
 * @param reachBars candles after a decision within which its position may still be open
 */
public record Strategy(
    List<SignalRule> rules,
    List<EntryFilter> filters,
    PositionSize size,
    List<PositionExit> exits,
    int holdingBars,
    int reachBars)
    implements Serializable {
  private static final String RANK = PairSeries.rank("");
  private static final String RANK_FROM_BELOW = PairSeries.rankFromBelow("");

  public Strategy {
    rules = List.copyOf(rules);
    filters = List.copyOf(filters);
    exits = List.copyOf(exits);
  }

  /** The exit of that kind, if the strategy has it. */
  public <T extends PositionExit> Optional<T> exit(Class<T> type) {
    return one(exits, type);
  }

  private static <T extends PositionExit> Optional<T> one(List<PositionExit> exits, Class<T> type) {
    return exits.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The same without the exits whose levels move, on which decisions do not depend. */
  public Strategy withoutMovingExits() {
    List<PositionExit> others = new ArrayList<>(exits);
    others.removeIf(MovingExit.class::isInstance);
    return new Strategy(rules, filters, size, others, holdingBars, reachBars);
  }

  /** The exits whose levels move, in their order. */
  public List<MovingExit> movingExits() {
    return exits.stream().filter(MovingExit.class::isInstance).map(MovingExit.class::cast).toList();
  }

  /** Whether it uses a model's predictions. */
  public boolean needsModel() {
    return names().contains(PairSeries.PROBABILITY);
  }

  /** The features that it uses. */
  public Set<String> features() {
    Set<String> names = names();
    names.remove(PairSeries.PROBABILITY);
    names.removeAll(PairSeries.OF_CANDLES);
    return names;
  }

  /** What it compares pairs by. */
  public Set<String> ranked() {
    Set<String> ranked = new TreeSet<>();
    for (String name : reads()) {
      if (name.startsWith(RANK)) {
        ranked.add(unranked(name));
      }
    }
    return ranked;
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    reads().forEach(name -> names.add(unranked(name)));
    return names;
  }

  private static String unranked(String name) {
    return name.startsWith(RANK_FROM_BELOW)
        ? name.substring(RANK_FROM_BELOW.length())
        : name.startsWith(RANK) ? name.substring(RANK.length()) : name;
  }

  private Set<String> reads() {
    Set<String> names = new TreeSet<>(size.reads());
    rules.forEach(rule -> names.addAll(rule.reads()));
    filters.forEach(filter -> names.addAll(filter.reads()));
    exit(ConditionExit.class)
        .ifPresent(
            exit -> {
              names.addAll(Conditions.reads(exit.longWhen()));
              names.addAll(Conditions.reads(exit.shortWhen()));
            });
    return names;
  }

  /**
   * Checks that its parts fit together.
   *
   * @param declared names of the declared features
   * @throws PipelineException with everything wrong
   */
  public void check(List<String> declared) {
    List<String> errors = new ArrayList<>();
    for (String name : features()) {
      if (!declared.contains(name)) {
        List<String> known = new ArrayList<>(declared);
        known.addAll(PairSeries.OF_CANDLES);
        known.add(PairSeries.PROBABILITY);
        String hint =
            Spelling.nearest(name, known)
                .map(near -> ", did you mean " + near + "?")
                .orElse(", declare it in features.indicators");
        errors.add("'" + name + "' is neither of a candle nor a declared feature" + hint);
      }
    }
    Set<String> seen = new TreeSet<>();
    for (PositionExit exit : exits) {
      if (!seen.add(Registry.nameOf(exit))) {
        errors.add("signals.exits: " + Registry.nameOf(exit) + " stands twice");
      }
    }
    boolean stops = exit(StopExit.class).isPresent();
    boolean takes = exit(TargetExit.class).isPresent();
    if (size instanceof EqualRisk && !stops) {
      errors.add("signals.size: equal-risk needs the exit stop");
    }
    if (size instanceof FractionalKelly && !(stops && takes)) {
      errors.add("signals.size: fractional-kelly needs the exits stop and target");
    }
    if (!errors.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot trade this strategy",
          String.join("; ", errors),
          "docs/strategies.md says what a strategy is made of");
    }
  }
}
