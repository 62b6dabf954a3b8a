package io.candlelake.common.job;

import io.candlelake.common.lake.LakeReader;
import java.util.List;

/**
 * A command that prints what it sees in the lake. It has no Spark session, so it starts within a
 * second, and it leaves no trace.
 */
public non-sealed interface LakeView extends Command {
  /** What to print. */
  List<String> lines(LakeReader lake);
}
