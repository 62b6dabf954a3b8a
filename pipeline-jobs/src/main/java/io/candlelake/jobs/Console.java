package io.candlelake.jobs;

import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The only place that talks to people. On a terminal one line is redrawn in place; elsewhere each
 * finished stage is a plain line.
 */
final class Console {
  private static final int BAR = 20;
  private static final Duration REDRAW = Duration.ofMillis(250);

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant lastDrawn = Instant.EPOCH;
  private int lineLength;

  Console(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  /** A whole line. */
  synchronized void line(String text) {
    clear();
    out.println(text);
  }

  /** The view of a run's stages, told one after another. */
  Stages stages(List<Job> jobs) {
    return new Stages(jobs);
  }

  private void clear() {
    if (terminal && lineLength > 0) {
      out.print("\r" + " ".repeat(lineLength) + "\r");
      lineLength = 0;
    }
  }

  private synchronized void draw(String text) {
    clear();
    out.print(text);
    out.flush();
    lineLength = text.length();
    lastDrawn = clock.instant();
  }

  /** Stages of one run: where we are, how much of it is done, how long it may still take. */
  final class Stages extends SparkListener implements Progress {
    private final List<Job> jobs;
    private final List<String> names;
    private final Instant runStarted = clock.instant();
    private final Set<Object> pairsDone = ConcurrentHashMap.newKeySet();
    private int index = -1;
    private int pairsKnown;
    private Instant stageStarted = runStarted;
    private String detail = "";
    private double stageDone;

    private Stages(List<Job> jobs) {
      this.jobs = List.copyOf(jobs);
      this.names = jobs.stream().map(Job::name).toList();
    }

    synchronized void start(String stage) {
      index = names.indexOf(stage);
      detail = "";
      stageDone = 0;
      pairsKnown = Math.max(pairsKnown, pairsDone.size());
      pairsDone.clear();
      stageStarted = clock.instant();
      if (terminal) {
        draw(heading() + " ...");
      }
    }

    /** Ends the stage with its finished line. */
    void finish(double seconds, long rows, String outcome) {
      line(
          String.format(
              Locale.ROOT, "%s %8.1f s %,13d rows  %s", heading(), seconds, rows, outcome));
    }

    @Override
    public synchronized void at(long done, long total, String what) {
      stageDone = total == 0 ? 0 : (double) done / total;
      detail = String.format("%d of %d %s", done, total, what);
      redraw();
    }

    @Override
    public void say(String text) {
      line("      " + text);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      for (AccumulableInfo info : CollectionConverters.asJava(task.taskInfo().accumulables())) {
        boolean told = info.name().contains(PerSeries.PAIRS_DONE) && info.update().nonEmpty();
        if (told && info.update().get() instanceof List<?> pairs) {
          pairsDone.addAll(pairs);
        }
      }
      redraw();
    }

    private synchronized void redraw() {
      boolean due = Duration.between(lastDrawn, clock.instant()).compareTo(REDRAW) >= 0;
      if (terminal && due && index >= 0) {
        draw(progressLine());
      }
    }

    private String progressLine() {
      double done = shareDone();
      int filled = (int) (BAR * done);
      String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
      String ofAll = pairsKnown == 0 ? "" : " of " + pairsKnown;
      String pairs = pairsDone.isEmpty() ? "" : "  " + pairsDone.size() + ofAll + " pairs";
      String units = detail.isEmpty() ? "" : "  " + detail;
      long seconds = Duration.between(stageStarted, clock.instant()).toSeconds();
      return heading() + " [" + bar + "] " + seconds + " s" + pairs + units + timeLeft(done);
    }

    /** The part of the run that lies behind us, by the usual shares of its stages. */
    private double shareDone() {
      double all = jobs.stream().mapToDouble(Job::usualShare).sum();
      double before = jobs.subList(0, index).stream().mapToDouble(Job::usualShare).sum();
      return (before + stageDone * jobs.get(index).usualShare()) / all;
    }

    private String timeLeft(double done) {
      long elapsed = Duration.between(runStarted, clock.instant()).toSeconds();
      if (done < 0.05) {
        return "";
      }
      long left = Math.round(elapsed * (1 - done) / done);
      return "  about " + (left >= 90 ? (left + 30) / 60 + " min" : left + " s") + " left";
    }

    private String heading() {
      return String.format("%2d/%d %-9s", index + 1, names.size(), names.get(index));
    }
  }
}
