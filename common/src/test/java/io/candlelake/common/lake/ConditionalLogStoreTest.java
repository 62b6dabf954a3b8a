package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionalLogStoreTest {
  private static final Path COMMIT =
      new Path("s3a://bucket/t/_delta_log/00000000000000000007.json");
  private static final String OBJECT = "/bucket/t/_delta_log/00000000000000000007.json";

  private final FakeS3 s3 = new FakeS3();
  private final Configuration settings = s3.configuration();
  private final ConditionalLogStore one = new ConditionalLogStore(settings);
  private final ConditionalLogStore other = new ConditionalLogStore(settings);

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void theSecondCommitOfAVersionIsRefusedAndTheFirstStays() throws IOException {
    one.write(COMMIT, List.of("a", "b").iterator(), false, settings);
    assertThatThrownBy(() -> other.write(COMMIT, List.of("c").iterator(), false, settings))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("00000000000000000007.json");
    assertThat(stored()).isEqualTo("a\nb\n");
  }

  @Test
  void aCommitWhoseAnswerWasLostCounts() throws IOException {
    s3.loseNextAnswer();
    one.write(COMMIT, List.of("a").iterator(), false, settings);
    assertThat(stored()).isEqualTo("a\n");
  }

  @Test
  void whatMayBeReplacedIs() throws IOException {
    one.write(COMMIT, List.of("a").iterator(), true, settings);
    other.write(COMMIT, List.of("b").iterator(), true, settings);
    assertThat(stored()).isEqualTo("b\n");
  }

  private String stored() {
    return new String(s3.objects.get(OBJECT), StandardCharsets.UTF_8);
  }
}
