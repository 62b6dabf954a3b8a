package io.candlelake.common.dataset;

import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** Reads {@code silver.candles.quality} in internal rows. */
public final class QualityFlags {
  private static final UTF8String FILLED = UTF8String.fromString("filled");
  private static final UTF8String REJECTED = UTF8String.fromString("rejected");

  private QualityFlags() {}

  /**
   * Whether a check raised a flag; {@code filled} and {@code rejected} only say how a slot came.
   */
  public static boolean isFlagged(ArrayData quality) {
    for (int i = 0; i < quality.numElements(); i++) {
      UTF8String name = quality.getUTF8String(i);
      if (!name.equals(FILLED) && !name.equals(REJECTED)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a candle was received for the slot and rejected. */
  public static boolean isRejected(ArrayData quality) {
    for (int i = 0; i < quality.numElements(); i++) {
      if (quality.getUTF8String(i).equals(REJECTED)) {
        return true;
      }
    }
    return false;
  }
}
