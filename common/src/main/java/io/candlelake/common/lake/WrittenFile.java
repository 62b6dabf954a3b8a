package io.candlelake.common.lake;

import java.io.Serializable;
import java.util.Map;

/**
 * A data file that a task has finished and no commit names yet.
 *
 * @param path under the table's folder, as Delta spells it: encoded as in an address
 * @param partitionValues texts by partition column
 * @param bytes its size
 * @param modified when it was finished, by the clock of the store; milliseconds since 1970
 * @param rows how many it holds
 * @param statistics JSON as in Delta's log
 */
record WrittenFile(
    String path,
    Map<String, String> partitionValues,
    long bytes,
    long modified,
    long rows,
    String statistics)
    implements Serializable {}
