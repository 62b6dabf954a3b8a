package io.candlelake.common.lake;

import io.candlelake.common.PipelineException;
import io.candlelake.common.table.Table;
import java.util.List;

/** Refuses tables of lakes that an older version made. */
final class DeclaredColumns {
  private DeclaredColumns() {}

  /**
   * @param root the lake's root folder
   * @param stored names of the columns that the table has in the lake
   * @throws PipelineException naming the declared columns that it lacks
   */
  static void require(String root, Table table, List<String> stored) {
    List<String> missing =
        table.columnNames().stream().filter(name -> !stored.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + root,
          table
              + " has no column "
              + String.join(", ", missing)
              + ": an older version of Candlelake made it",
          "Give another folder as --lake and run again, or use the version that made this lake");
    }
  }
}
