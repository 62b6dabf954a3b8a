package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorePathTest {

  @ParameterizedTest
  @ValueSource(strings = {"lake", "/data/my lake", "../lake", "file:/data/lake", "a:b"})
  void aFolderIsLocal(String text) {
    assertThat(new StorePath(text).isLocal()).isTrue();
    assertThat(new StorePath(text).isS3()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3a://bucket/lake", "s3://bucket/lake", "hdfs://host/lake", "hdfs:/lake"})
  void anAddressIsNotLocal(String text) {
    assertThat(new StorePath(text).isLocal()).isFalse();
    assertThat(new StorePath(text).absolute()).isEqualTo(text);
  }

  @Test
  void localPlacesAreTheSameHoweverTold() {
    assertThat(new StorePath("/data/x/../lake").local()).isEqualTo(Path.of("/data/lake"));
    assertThat(new StorePath("file:///data/lake").local()).isEqualTo(Path.of("/data/lake"));
    assertThat(new StorePath("lake").absolute())
        .isEqualTo(Path.of("lake").toAbsolutePath().toString());
  }
}
