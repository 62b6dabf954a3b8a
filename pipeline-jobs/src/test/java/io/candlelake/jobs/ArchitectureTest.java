package io.candlelake.jobs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.candlelake.common.job.Job;
import io.candlelake.common.table.Table;
import io.candlelake.common.table.Tables;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The design's rules about who may know whom. */
@AnalyzeClasses(packages = "io.candlelake", importOptions = ArchitectureTest.MainClasses.class)
class ArchitectureTest {

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
          .implement(Job.class);

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
}
