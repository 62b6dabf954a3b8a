package io.candlelake.simulator;

import io.candlelake.simulator.market.Book;
import io.candlelake.simulator.market.Level;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The changes that make one book of another; a level with amount zero is gone. */
record BookDelta(List<Level> bids, List<Level> asks) {
  static BookDelta between(Book before, Book after) {
    return new BookDelta(side(before.bids(), after.bids()), side(before.asks(), after.asks()));
  }

  private static List<Level> side(List<Level> before, List<Level> after) {
    Map<BigDecimal, BigDecimal> gone = new LinkedHashMap<>();
    before.forEach(level -> gone.put(level.price(), level.amount()));
    List<Level> changes = new ArrayList<>();
    for (Level level : after) {
      BigDecimal old = gone.remove(level.price());
      if (old == null || old.compareTo(level.amount()) != 0) {
        changes.add(level);
      }
    }
    gone.keySet().forEach(price -> changes.add(new Level(price, BigDecimal.ZERO)));
    return changes;
  }
}
