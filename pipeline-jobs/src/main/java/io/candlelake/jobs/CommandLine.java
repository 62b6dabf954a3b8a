package io.candlelake.jobs;

import io.candlelake.common.PipelineException;
import io.candlelake.common.Spelling;
import io.candlelake.common.job.Command;
import io.candlelake.common.job.JobOption;
import io.candlelake.common.job.RunId;
import io.candlelake.common.market.Interval;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Either;
import scopt.OptionDef;
import scopt.OptionParser;
import scopt.Read;
import scopt.Read$;

/** The command line: scopt behind a Java face, so that the rest of the program never sees Scala. */
final class CommandLine {

  /**
   * What the user requested.
   *
   * @param stages names of the jobs to execute; empty means all that the command has
   * @param overrides configuration keys to YAML values, in the order given; later ones win
   * @param help the text to print instead of working, if it was requested
   */
  record Request(
      String job,
      Set<String> stages,
      Optional<Path> config,
      Map<String, String> overrides,
      Optional<RunId> runId,
      Optional<String> help) {}

  /** Options of every job. */
  private static final List<String> COMMON_OPTIONS =
      List.of("config", "set", "from", "to", "pairs", "interval", "lake", "run-id", "help");

  private CommandLine() {}

  /**
   * Reads the arguments after the program's name; the first is the job.
   *
   * @param commands what each does, in the order to show them
   * @throws PipelineException when they make no sense, with the nearest right word
   */
  static Request parse(String[] arguments, Map<String, List<Command>> commands) {
    if (arguments.length == 0 || List.of("--help", "-h", "help").contains(arguments[0])) {
      return help("", overview(commands));
    }
    String job = arguments[0];
    if (!commands.containsKey(job)) {
      throw PipelineException.userMistake(
          "Cannot run '" + job + "'",
          "no such job"
              + Spelling.nearest(job, commands.keySet())
                  .map(near -> ", did you mean " + near + "?")
                  .orElse(""),
          "The jobs are " + String.join(", ", commands.keySet()));
    }
    Parser parser = new Parser(job, commands);
    List<String> rest = Arrays.asList(arguments).subList(1, arguments.length);
    Option<Draft> parsed = parser.parse(CollectionConverters.asScala(rest).toSeq(), new Draft());
    if (parser.helpText.isPresent()) {
      return help(job, parser.helpText.get());
    }
    if (parsed.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot run " + job,
          String.join("; ", parser.errors),
          "./candlelake " + job + " --help shows every option");
    }
    Draft draft = parsed.get();
    return new Request(
        job, draft.stages, draft.config, draft.overrides, draft.runId, Optional.empty());
  }

  private static Request help(String job, String text) {
    return new Request(
        job, Set.of(), Optional.empty(), Map.of(), Optional.empty(), Optional.of(text));
  }

  private static String overview(Map<String, List<Command>> commands) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Candlelake: candles in, checked, features, models, signals, backtest, report.\n\n");
    text.append("Usage: ./candlelake <job> [options]\n\nJobs:\n");
    commands.forEach(
        (name, jobs) -> text.append(String.format("  %-10s %s%n", name, Jobs.summary(name, jobs))));
    text.append("  simulate   a local exchange that speaks the protocols of real ones\n");
    text.append("  soak       kill and disturb it all at random, then compare row for row\n");
    text.append("  notebook   JupyterLab on the notebooks and a lake\n");
    text.append("  airflow    Airflow with the pipeline's DAGs, or its own command line\n");
    text.append("  test       build everything and run the unit and integration tests\n\n");
    text.append("./candlelake <job> --help shows a job's options.\n");
    text.append("Start with ./candlelake run: it needs no data, no network and no account.\n");
    return text.toString();
  }

  /** Filled while scopt reads; only this class sees it. */
  private static final class Draft {
    private Optional<Path> config = Optional.empty();
    private Optional<RunId> runId = Optional.empty();
    private Set<String> stages = Set.of();
    private final Map<String, String> overrides = new LinkedHashMap<>();

    Draft set(String key, String yaml) {
      overrides.put(key, yaml);
      return this;
    }
  }

  private static final class Parser extends OptionParser<Draft> {
    private final List<String> errors = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();

    /** Options of any job, for one that this job does not take. */
    private final Set<String> known = new LinkedHashSet<>();

    private Optional<String> helpText = Optional.empty();

    Parser(String job, Map<String, List<Command>> commands) {
      super("./candlelake " + job);
      known.addAll(COMMON_OPTIONS);
      known.add("stages");
      commands.values().forEach(jobs -> optionsOf(jobs).forEach(o -> known.add(o.name())));
      note(Jobs.summary(job, commands.get(job)) + "\n");
      if (job.equals(Jobs.RUN)) {
        List<String> names = commands.get(job).stream().map(Command::name).toList();
        text("stages", "LIST", "only these, in one process: evaluate,backtest; all when absent")
            .validate(value -> oneOf(names, value))
            .action((value, draft) -> stages(draft, value));
      }
      text("config", "FILE", "configuration in YAML; conf/README.md lists every key")
          .action((value, draft) -> configFile(draft, value));
      text("set", "KEY=VALUE", "overrides one configuration key; may be repeated")
          .unbounded()
          .validate(this::keyAndValue)
          .action((value, draft) -> assign(draft, value));
      override("from", "TIME", "run.from", "first instant, inclusive: 2024-01-31");
      override("to", "TIME", "run.to", "end, exclusive");
      text("pairs", "LIST", "pairs to work on: BTC-USDT,ETH-USDT; all when absent")
          .action((value, draft) -> draft.set("run.pairs", "[" + value + "]"));
      override("interval", "LENGTH", "run.interval", "length of the candles: " + Interval.codes());
      override(
          "lake",
          "FOLDER",
          "run.lake",
          "root folder of the lake, or s3a://BUCKET/FOLDER; default: lake");
      optionsOf(commands.get(job))
          .forEach(o -> override(o.name(), o.value(), o.key(), o.meaning()));
      text("run-id", "NAME", "name of the run; the same name again replaces its results")
          .action((value, draft) -> runId(draft, value));
      help("help").text("prints this and exits");
    }

    private static List<JobOption> optionsOf(List<Command> jobs) {
      return jobs.stream().flatMap(job -> job.options().stream()).toList();
    }

    private OptionDef<String, Draft> text(String name, String value, String meaning) {
      Read<String> read = Read$.MODULE$.stringRead();
      taken.add(name);
      return opt(name, read).valueName(value).text(meaning);
    }

    private void override(String name, String value, String key, String meaning) {
      text(name, value, meaning).action((given, draft) -> draft.set(key, quoted(given)));
    }

    private static Draft configFile(Draft draft, String value) {
      draft.config = Optional.of(Path.of(value));
      return draft;
    }

    private static Draft stages(Draft draft, String value) {
      draft.stages = Set.copyOf(Arrays.asList(value.split(",", -1)));
      return draft;
    }

    private Either<String, BoxedUnit> oneOf(List<String> names, String value) {
      for (String stage : value.split(",", -1)) {
        if (!names.contains(stage)) {
          String hint =
              Spelling.nearest(stage, names).map(near -> ", did you mean " + near + "?").orElse("");
          return failure("--stages: there is no stage '" + stage + "'" + hint);
        }
      }
      return success();
    }

    private static Draft runId(Draft draft, String value) {
      draft.runId = Optional.of(RunId.parse(value));
      return draft;
    }

    private static Draft assign(Draft draft, String keyValue) {
      int equals = keyValue.indexOf('=');
      return draft.set(keyValue.substring(0, equals), keyValue.substring(equals + 1));
    }

    private Either<String, BoxedUnit> keyAndValue(String text) {
      return text.indexOf('=') > 0 ? success() : failure("--set " + text + ": write KEY=VALUE");
    }

    /** A YAML text, whatever characters a path may have. */
    private static String quoted(String value) {
      return "'" + value.replace("'", "''") + "'";
    }

    @Override
    public void reportError(String message) {
      // After an option that is not taken its value is an argument that nobody knows.
      if (errors.isEmpty() || !message.startsWith("Unknown argument")) {
        errors.add(withNearestOption(message));
      }
    }

    private String withNearestOption(String message) {
      String unknown = "Unknown option --";
      if (!message.startsWith(unknown)) {
        return message;
      }
      String word = message.substring(unknown.length()).replaceAll("=.*", "");
      if (known.contains(word)) {
        return taken.contains(word) ? "--" + word + " is given twice" : "it takes no --" + word;
      }
      return "unknown option --"
          + word
          + Spelling.nearest(word, known).map(near -> ", did you mean --" + near + "?").orElse("");
    }

    @Override
    public Option<Object> showUsageOnError() {
      return Option.apply(false);
    }

    @Override
    public void displayToOut(String text) {
      helpText = Optional.of(text + "\n");
    }

    @Override
    public void displayToErr(String text) {}

    @Override
    public void terminate(Either<String, BoxedUnit> exitState) {}
  }
}
