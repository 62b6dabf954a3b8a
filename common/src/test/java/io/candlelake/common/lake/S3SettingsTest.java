package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class S3SettingsTest {
  private static final String ENDPOINT = "spark.hadoop.fs.s3a.endpoint";
  private static final String PATH_STYLE = "spark.hadoop.fs.s3a.path.style.access";
  private static final String REGION = "spark.hadoop.fs.s3a.endpoint.region";

  @Test
  void aServerOfOnesOwnIsAskedByPathAndNeedsNoRegion() {
    assertThat(S3Settings.of(Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")))
        .containsEntry(ENDPOINT, "http://127.0.0.1:9000")
        .containsEntry(PATH_STYLE, "true")
        .containsEntry(REGION, "us-east-1");
  }

  @Test
  void theAddressOfS3AloneWinsOverTheGeneralOneAndTheRegionIsTaken() {
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL", "http://general",
            "AWS_ENDPOINT_URL_S3", "http://s3",
            "AWS_REGION", "eu-central-1",
            "AWS_DEFAULT_REGION", "us-west-2");
    assertThat(S3Settings.of(environment))
        .containsEntry(ENDPOINT, "http://s3")
        .containsEntry(REGION, "eu-central-1");
  }

  @Test
  void withoutAnAddressAmazonsOwnIsLeftToHadoop() {
    assertThat(S3Settings.of(Map.of("AWS_DEFAULT_REGION", "us-west-2")))
        .doesNotContainKeys(ENDPOINT, PATH_STYLE)
        .containsEntry(REGION, "us-west-2");
    assertThat(S3Settings.of(Map.of())).doesNotContainKeys(ENDPOINT, PATH_STYLE, REGION);
  }

  @Test
  void keysStayInTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI",
            "AWS_SESSION_TOKEN", "FwoGZXIvYXdz");
    assertThat(S3Settings.of(environment).toString())
        .doesNotContain("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "FwoGZXIvYXdz");
  }
}
