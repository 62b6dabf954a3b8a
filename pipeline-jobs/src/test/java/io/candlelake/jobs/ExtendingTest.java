package io.candlelake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.setting.Registries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/extending.md} names every list and only folders, classes and lists that there are.
 */
class ExtendingTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LIST =
      Pattern.compile("static final (?:List|Registry)<[^;=]*> ALL\\b");

  private static List<Path> files(String kind) throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.map(ROOT::relativize)
          .filter(path -> path.toString().contains("src/" + kind))
          .toList();
    }
  }

  private static String page() throws IOException {
    return Files.readString(ROOT.resolve("docs/extending.md"));
  }

  private static Set<String> code() throws IOException {
    return CODE.matcher(page())
        .results()
        .map(MatchResult::group)
        .map(text -> text.replace("`", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyListIsNamed() throws IOException {
    Set<String> lists = new TreeSet<>();
    for (Path file : files("main")) {
      if (file.toString().endsWith(".java")
          && LIST.matcher(Files.readString(ROOT.resolve(file))).find()) {
        lists.add(file.getFileName().toString().replace(".java", ".ALL"));
      }
    }
    assertThat(lists).hasSizeGreaterThan(10);
    assertThat(code()).containsAll(lists);
  }

  @Test
  void everyFolderAndClassIsThere() throws IOException {
    List<Path> main = files("main");
    Set<String> classes =
        Stream.concat(main.stream(), files("test").stream())
            .map(path -> path.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .map(name -> name.replace(".java", ""))
            .collect(Collectors.toSet());
    for (String text : code()) {
      if (text.contains("…")) {
        Pattern folder =
            Pattern.compile(text.replaceAll("/$", "").replace("…", ".*").replace(".sql", "\\.sql"));
        assertThat(main).as(text).anyMatch(path -> folder.matcher(path.toString()).matches());
      } else if (text.matches("[A-Z][A-Za-z]+(\\.[A-Z]+)?")) {
        assertThat(classes).as(text).contains(text.replaceAll("\\..*", ""));
      }
    }
  }

  @Test
  void everyKindThatTheConfigurationNamesIsHere() throws IOException {
    String page = page();
    List<String> kinds = Registries.all().map(registry -> registry.kind()).toList();
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "label",
            "cost",
            "model",
            "signal rule",
            "entry filter",
            "position size",
            "exit",
            "entry order",
            "protection");
    for (String kind : kinds) {
      assertThat(page).containsPattern("\\| an? " + kind);
    }
  }
}
