package io.candlelake.jobs;

import static java.util.stream.Collectors.joining;

import io.candlelake.common.dataset.PerSeries;
import io.candlelake.common.job.Job;
import io.candlelake.common.job.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
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
  private static final String INDENT = " ".repeat(6);
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

  /** The view of a run's stages. */
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
  final class Stages extends SparkListener {
    private final int stages;
    private final double share;
    private final Instant runStarted = clock.instant();
    private final Set<Object> pairsDone = ConcurrentHashMap.newKeySet();
    private final Set<Stage> running = new LinkedHashSet<>();
    private int ended;
    private double shareEnded;
    private int pairsKnown;

    private Stages(List<Job> jobs) {
      this.stages = jobs.size();
      this.share = jobs.stream().mapToDouble(Job::usualShare).sum();
    }

    /** Begins a stage. */
    Stage start(Job job) {
      synchronized (Console.this) {
        if (running.isEmpty()) {
          pairsKnown = Math.max(pairsKnown, pairsDone.size());
          pairsDone.clear();
        }
        Stage stage = new Stage(this, job);
        running.add(stage);
        if (terminal) {
          draw(heading(names()) + " ...");
        }
        return stage;
      }
    }

    private void finish(Stage stage, String figures, List<String> details) {
      synchronized (Console.this) {
        running.remove(stage);
        String heading = heading(stage.job.name());
        ended++;
        shareEnded += stage.job.usualShare();
        line(heading + " " + figures);
        details.forEach(detail -> line(INDENT + detail));
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      for (AccumulableInfo info : CollectionConverters.asJava(task.taskInfo().accumulables())) {
        boolean counts = info.name().contains(PerSeries.PAIRS_DONE) && info.update().nonEmpty();
        if (counts && info.update().get() instanceof List<?> pairs) {
          pairsDone.addAll(pairs);
        }
      }
      redraw();
    }

    private void redraw() {
      synchronized (Console.this) {
        boolean due = Duration.between(lastDrawn, clock.instant()).compareTo(REDRAW) >= 0;
        if (terminal && due && !running.isEmpty()) {
          draw(progressLine());
        }
      }
    }

    private String progressLine() {
      double done = shareDone();
      int filled = (int) (BAR * done);
      String bar = "#".repeat(filled) + ".".repeat(BAR - filled);
      String ofAll = pairsKnown == 0 ? "" : " of " + pairsKnown;
      String pairs = pairsDone.isEmpty() ? "" : "  " + pairsDone.size() + ofAll + " pairs";
      String units =
          running.stream()
              .map(stage -> stage.detail)
              .filter(detail -> !detail.isEmpty())
              .map(detail -> "  " + detail)
              .collect(joining());
      Instant started = running.iterator().next().started;
      long seconds = Duration.between(started, clock.instant()).toSeconds();
      return heading(names()) + " [" + bar + "] " + seconds + " s" + pairs + units + timeLeft(done);
    }

    private String names() {
      return running.stream().map(stage -> stage.job.name()).collect(joining(", "));
    }

    /** The part of the run that lies behind us, by the usual shares of its stages. */
    private double shareDone() {
      double begun =
          running.stream().mapToDouble(stage -> stage.done * stage.job.usualShare()).sum();
      return (shareEnded + begun) / share;
    }

    private String timeLeft(double done) {
      long elapsed = Duration.between(runStarted, clock.instant()).toSeconds();
      if (done < 0.05) {
        return "";
      }
      long left = Math.round(elapsed * (1 - done) / done);
      return "  about " + (left >= 90 ? (left + 30) / 60 + " min" : left + " s") + " left";
    }

    private String heading(String what) {
      return String.format("%2d/%d %-9s", ended + 1, stages, what);
    }
  }

  /** One stage that is running. */
  final class Stage implements Progress {
    private final Stages stages;
    private final Job job;
    private final Instant started = clock.instant();
    private String detail = "";
    private double done;

    private Stage(Stages stages, Job job) {
      this.stages = stages;
      this.job = job;
    }

    @Override
    public void at(long done, long total, String what) {
      synchronized (Console.this) {
        this.done = total == 0 ? 0 : (double) done / total;
        this.detail = String.format("%d of %d %s", done, total, what);
        stages.redraw();
      }
    }

    @Override
    public void say(String text) {
      line(INDENT + text);
    }

    /**
     * Ends the stage with its finished line.
     *
     * @param details lines to print below it
     */
    void finish(double seconds, long rows, String outcome, List<String> details) {
      stages.finish(
          this,
          String.format(Locale.ROOT, "%8.1f s %,13d rows  %s", seconds, rows, outcome),
          details);
    }
  }
}
