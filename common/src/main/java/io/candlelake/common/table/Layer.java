package io.candlelake.common.table;

/** How refined a table is: as received, checked, or made for decisions. */
public enum Layer {
  BRONZE,
  SILVER,
  GOLD;

  /** The folder of the layer in the lake, and the prefix of its tables' names. */
  public String folder() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
