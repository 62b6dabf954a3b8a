package io.candlelake.common.lake;

import java.io.Serializable;
import java.util.Map;

/**
 * A data file that a task has finished and no commit names yet.
 *
 * @param path under the table's folder, as Delta spells it
 * @param partitionValues texts by partition column
 * @param bytes its size
 * @param rows how many it holds
 * @param statistics JSON as in Delta's log
 */
record WrittenFile(
    String path, Map<String, String> partitionValues, long bytes, long rows, String statistics)
    implements Serializable {}
