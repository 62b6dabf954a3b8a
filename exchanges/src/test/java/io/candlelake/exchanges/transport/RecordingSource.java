package io.candlelake.exchanges.transport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;

/**
 * Runs a parameterized test over recordings: always over those in {@code fixtures}, and over whole
 * recordings, which lie outside the repository, where they are present. Rows are arguments
 * separated by commas; the first is the file below {@code folder}, or {@code
 * replies.zip!/path/in/it.json}. Nothing is reported as skipped.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(RecordingSource.Provider.class)
public @interface RecordingSource {
  /** The folder of the files, below {@code fixtures} and below the outside data alike. */
  String folder();

  /** Rows of files in the repository. */
  String[] fixtures();

  /** Rows of files outside it. */
  String[] whole() default {};

  /** The rows whose file is there. */
  final class Provider implements ArgumentsProvider, AnnotationConsumer<RecordingSource> {
    private RecordingSource source;

    @Override
    public void accept(RecordingSource annotation) {
      source = annotation;
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
      Stream<String[]> fixtures = Stream.of(source.fixtures()).map(Provider::cells);
      Stream<String[]> whole =
          Stream.of(source.whole())
              .map(Provider::cells)
              .filter(
                  cells -> Recordings.isWhole(source.folder() + "/" + cells[0].split("!/", 2)[0]));
      return Stream.concat(fixtures, whole).map(cells -> Arguments.of((Object[]) cells));
    }

    private static String[] cells(String row) {
      return row.strip().split("\\s*,\\s*", -1);
    }
  }
}
