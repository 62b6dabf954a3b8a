package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import io.delta.kernel.Snapshot;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.TableNotFoundException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The lake's tables, read by this process alone: no Spark session, no tasks. Right for questions
 * whose answer is small; it reads files one after another.
 */
public final class LakeReader {
  private final String root;
  private final Configuration files;
  private final Engine engine;

  /**
   * @param root the lake's root folder
   * @param files how to reach it
   */
  LakeReader(String root, Configuration files) {
    this.root = new StorePath(requireNonNull(root, "root is null")).absolute();
    this.files = requireNonNull(files, "files is null");
    this.engine = DefaultEngine.create(files);
  }

  /** Reads the lake with the settings of this process; see {@link SparkSessions}. */
  public static LakeReader open(String root) {
    return new LakeReader(root, SparkSessions.fileSystemsOf(new StorePath(root)));
  }

  /** The folder that holds everything. */
  public String root() {
    return root;
  }

  /** The declared tables that exist, each as it is now, in declared order. */
  public List<TableSnapshot> tables() {
    return Tables.ALL.stream().flatMap(table -> table(table).stream()).toList();
  }

  /** The table as it is now; empty where it was never written. */
  public Optional<TableSnapshot> table(Table table) {
    String location = root + "/" + table.path();
    try {
      Snapshot newest = io.delta.kernel.Table.forPath(engine, location).getLatestSnapshot(engine);
      return Optional.of(new TableSnapshot(root, table, newest, engine));
    } catch (TableNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The marks of runs that go on or were killed. */
  public RunMarks runMarks() {
    return new RunMarks(root, files);
  }
}
