package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

  @ParameterizedTest
  @ValueSource(strings = {"lake", "/data/my lake", "../lake", "file:/data/lake", "a:b"})
  void aFolderIsLocal(String text) {
    assertThat(new Place(text).isLocal()).isTrue();
    assertThat(new Place(text).isS3()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3a://bucket/lake", "s3://bucket/lake", "hdfs://host/lake", "hdfs:/lake"})
  void anAddressIsNotLocal(String text) {
    assertThat(new Place(text).isLocal()).isFalse();
    assertThat(new Place(text).absolute()).isEqualTo(text);
  }

  @Test
  void localPlacesAreTheSameHoweverTold() {
    assertThat(new Place("/data/x/../lake").local()).isEqualTo(Path.of("/data/lake"));
    assertThat(new Place("file:///data/lake").local()).isEqualTo(Path.of("/data/lake"));
    assertThat(new Place("lake").absolute()).isEqualTo(Path.of("lake").toAbsolutePath().toString());
  }
}
