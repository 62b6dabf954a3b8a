package io.candlelake.jobs;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.candlelake.common.job.Command;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The design's rules about who may know whom. */
@AnalyzeClasses(packages = "io.candlelake", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {
  /** Programs of their own: the pipeline and the simulator. */
  private static final String PROGRAMS =
      "io\\.candlelake\\.(jobs\\.Main|simulator\\.SimulatorMain)";

  /** Neither this module's tests nor the test jars of others. */
  static final class MainClasses implements ImportOption {
    private final ImportOption noTests = new DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
      return noTests.includes(location) && !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule STAGES_MEET_ONLY_IN_TABLES =
      slices().matching("io.candlelake.jobs.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule COMMON_KNOWS_NO_STAGE =
      noClasses()
          .that()
          .resideInAPackage("io.candlelake.common..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.candlelake.jobs..");

  private static final String[] SPARK_AND_STORAGE = {
    "org.apache.spark..", "org.apache.hadoop..", "io.delta..", "scala.."
  };

  /** The lowest layer. */
  private static final String[] VALUES_AND_KERNELS = {
    "io.candlelake.common.market",
    "io.candlelake.common.kernel",
    "io.candlelake.common.book",
    "io.candlelake.common.indicator..",
    "io.candlelake.common.label",
    "io.candlelake.common.cost",
    "io.candlelake.common.strategy..",
    "io.candlelake.common.setting",
    "io.candlelake.common.metric"
  };

  private static final String[] ABOVE_CONFIGURATION = {
    "io.candlelake.common.table..",
    "io.candlelake.common.dataset..",
    "io.candlelake.common.lake..",
    "io.candlelake.common.job.."
  };

  @ArchTest
  static final ArchRule VALUES_AND_KERNELS_KNOW_NO_SPARK =
      noClasses()
          .that()
          .resideInAnyPackage(VALUES_AND_KERNELS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SPARK_AND_STORAGE);

  @ArchTest
  static final ArchRule VALUES_AND_KERNELS_KNOW_NO_HIGHER_LAYER =
      noClasses()
          .that()
          .resideInAnyPackage(VALUES_AND_KERNELS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ABOVE_CONFIGURATION)
                  .or(resideInAPackage("io.candlelake.common.config..")));

  @ArchTest
  static final ArchRule CONFIGURATION_KNOWS_VALUES_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.candlelake.common.config..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(ABOVE_CONFIGURATION).or(resideInAnyPackage(SPARK_AND_STORAGE)));

  @ArchTest
  static final ArchRule TABLES_KNOW_NEITHER_LAKE_NOR_JOB =
      noClasses()
          .that()
          .resideInAnyPackage("io.candlelake.common.table..", "io.candlelake.common.dataset..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.candlelake.common.lake..", "io.candlelake.common.job..");

  @ArchTest
  static final ArchRule THE_LAKE_KNOWS_NO_JOB =
      noClasses()
          .that()
          .resideInAPackage("io.candlelake.common.lake..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.candlelake.common.job..");

  @ArchTest
  static final ArchRule PACKAGES_OF_COMMON_HAVE_NO_CYCLES =
      slices().matching("io.candlelake.common.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_MAIN_EXITS =
      noClasses()
          .that()
          .haveNameNotMatching(PROGRAMS)
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(System.class).or(assignableTo(Runtime.class))))
                  .and(target(nameMatching("exit|halt"))));

  @ArchTest
  static final ArchRule ONLY_MAIN_MAKES_THE_CLOCK =
      noClasses()
          .that()
          .haveNameNotMatching(PROGRAMS)
          .should()
          .accessTargetWhere(
              target(owner(assignableTo(InstantSource.class))) // Clock is one
                  .and(target(nameMatching("system.*|tick(Millis|Seconds|Minutes)")))
                  .or(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
                  .or(target(owner(type(System.class))).and(target(name("currentTimeMillis")))));

  @ArchTest
  static final ArchRule ONLY_THE_LAKE_READS_AND_WRITES_WITH_SPARK =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.candlelake.common.lake")
          .and()
          .doNotHaveFullyQualifiedName("io.candlelake.jobs.ingest.ParquetCandles") // users' files
          .and()
          .doNotHaveFullyQualifiedName(
              "io.candlelake.jobs.ingest.stream.SpoolQuery") // the spool's files
          .should()
          .dependOnClassesThat(
              nameMatching(
                  "org.apache.spark.sql.*\\.(DataFrameReader|DataFrameWriter|DataStreamReader|DataStreamWriter)"));

  @ArchTest
  static final ArchRule ONLY_THE_LAKE_KNOWS_DELTA =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.candlelake.common.lake")
          .should()
          .dependOnClassesThat(resideInAPackage("io.delta.."));

  @ArchTest
  static final ArchRule ONLY_EXCHANGES_KNOWS_XCHANGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.candlelake.exchanges..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.knowm.xchange..", "si.mazi..", "io.github.resilience4j..");

  @ArchTest
  static final ArchRule EXCHANGES_KNOWS_NO_SPARK_AND_NO_LAKE =
      noClasses()
          .that()
          .resideInAPackage("io.candlelake.exchanges..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "io.delta..",
              "io.candlelake.common.lake..",
              "io.candlelake.common.job..",
              "io.candlelake.common.table..",
              "io.candlelake.common.config..",
              "io.candlelake.jobs..");

  @ArchTest
  static final ArchRule PACKAGES_OF_EXCHANGES_HAVE_NO_CYCLES =
      slices().matching("io.candlelake.exchanges.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_SIMULATOR_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.candlelake.simulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.candlelake.common..", "io.candlelake.jobs..", "org.apache.spark..");

  @ArchTest
  static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_SCOPT =
      noClasses()
          .that()
          .haveNameNotMatching(".*CommandLine.*")
          .should()
          .dependOnClassesThat(resideInAPackage("scopt.."));

  @ArchTest
  static final ArchRule A_STAGE_MAKES_ONLY_ITS_JOB_PUBLIC =
      classes()
          .that()
          .resideInAPackage("io.candlelake.jobs.*") // inner packages are the stage's own affair
          .and()
          .arePublic()
          .and()
          .areTopLevelClasses()
          .and()
          .haveSimpleNameNotStartingWith("Jte") // what jte makes of a template
          .should()
          .implement(Command.class);

  /**
   * The jobs are created before the arguments are read. A static field of a Spark type would load
   * Spark first and delay the report of an invalid argument.
   */
  @ArchTest
  static final ArchRule JOBS_KEEP_NOTHING_OF_SPARK_IN_STATIC_FIELDS =
      noFields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .implement(Command.class)
          .should()
          .haveRawType(resideInAPackage("org.apache.spark.."));

  @ArchTest
  static void aClassNameExistsOnce(JavaClasses classes) {
    Map<String, List<String>> byName =
        classes.stream()
            .filter(resideInAnyPackage("io.candlelake.common..", "io.candlelake.jobs.."))
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getFullName, Collectors.toList())));
    byName.values().removeIf(names -> names.size() == 1);
    assertThat(byName).isEmpty();
  }

  @Test
  void everyTableIsWrittenByTheStageItNamesAndNoOther() {
    for (Table table : Tables.ALL) {
      Set<String> writers = new TreeSet<>();
      Jobs.with(InstantSource.system()).all().stream()
          .filter(job -> job.writes().contains(table))
          .forEach(job -> writers.add(job.stage()));
      if (table.writer().equals("main")) {
        assertThat(writers).as(table.toString()).isEmpty();
      } else {
        assertThat(writers).as(table.toString()).containsExactly(table.writer());
      }
    }
  }

  @Test
  void plantedViolationsAreCaught() {
    JavaClasses planted = new ClassFileImporter().importClasses(Planted.class);
    assertThat(violations(ONLY_MAIN_EXITS, planted)).hasSize(1);
    assertThat(violations(ONLY_MAIN_MAKES_THE_CLOCK, planted)).hasSize(3);
    assertThat(violations(ONLY_THE_LAKE_READS_AND_WRITES_WITH_SPARK, planted)).isNotEmpty();
  }

  private static List<String> violations(ArchRule rule, JavaClasses classes) {
    return rule.evaluate(classes).getFailureReport().getDetails();
  }

  /** Does what only others may. */
  @SuppressWarnings("unused")
  private static final class Planted {
    private final Supplier<Instant> now = Instant::now;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier millis = System::currentTimeMillis;

    void exit() {
      System.exit(1);
    }

    Dataset<Row> read(SparkSession spark) {
      return spark.read().parquet("files");
    }
  }
}
