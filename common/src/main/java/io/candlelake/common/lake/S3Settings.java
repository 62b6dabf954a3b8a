package io.candlelake.common.lake;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Spark's settings for a lake in S3, from the environment variables that all of AWS's own tools
 * read. No key is among them: keys stay in the environment, where Hadoop and the AWS SDK look.
 */
final class S3Settings {
  static final String LOG_STORE = "spark.delta.logStore.s3a.impl";

  /** Keys of the environment, as Spark passes them on, then the standard chain of the AWS SDK. */
  private static final String CREDENTIALS =
      "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider"
          + ",org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"
          + ",software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider";

  private S3Settings() {}

  /** The settings to use where the user set nothing. */
  static Map<String, String> of(Map<String, String> environment) {
    Map<String, String> settings = new LinkedHashMap<>();
    // spark-submit may have looked for file systems before it had our jar.
    settings.put("spark.hadoop.fs.s3a.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
    settings.put("spark.hadoop.fs.s3a.aws.credentials.provider", CREDENTIALS);
    settings.put(LOG_STORE, ConditionalLogStore.class.getName());
    Optional<String> endpoint = first(environment, "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
    Optional<String> region = first(environment, "AWS_REGION", "AWS_DEFAULT_REGION");
    endpoint.ifPresent(
        address -> {
          settings.put("spark.hadoop.fs.s3a.endpoint", address);
          // A server of one's own seldom has a host name for each bucket, nor regions.
          settings.put("spark.hadoop.fs.s3a.path.style.access", "true");
          settings.put("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
        });
    region.ifPresent(name -> settings.put("spark.hadoop.fs.s3a.endpoint.region", name));
    return settings;
  }

  private static Optional<String> first(Map<String, String> environment, String... names) {
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return Optional.of(value.strip());
      }
    }
    return Optional.empty();
  }
}
