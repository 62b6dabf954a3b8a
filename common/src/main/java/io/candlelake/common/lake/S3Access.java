package io.candlelake.common.lake;

import io.candlelake.common.PipelineException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.AWSBadRequestException;
import org.apache.hadoop.fs.s3a.AWSRedirectException;
import org.apache.hadoop.fs.s3a.AWSUnsupportedFeatureException;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Asks a lake in S3 at the start of a job for what the job will need, within seconds and with few
 * tries, and tells in three parts what is wrong.
 */
public final class S3Access {
  private static final int CONNECT_MILLIS = 5_000;
  private static final String REMEDY_KEYS =
      "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile or role that stands for"
          + " them";

  private final StorePath lake;
  private final Configuration hadoop;
  private final String bucket;

  /**
   * @param hadoop the settings that the job will use
   * @throws PipelineException if the address is none
   */
  public S3Access(StorePath lake, Configuration hadoop) {
    this.lake = lake;
    this.hadoop = hasty(hadoop);
    this.bucket = bucket(lake);
  }

  private static String bucket(StorePath lake) {
    String text = lake.text();
    if (!text.startsWith("s3a://")) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + text,
          "Spark's way to S3 is called s3a",
          "Write --lake s3a://" + text.replaceFirst("^s3[an]?:/+", ""));
    }
    String bucket = text.substring("s3a://".length()).replaceAll("/.*", "");
    if (bucket.isEmpty()) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + text, "it names no bucket", "Write --lake s3a://BUCKET/FOLDER");
    }
    return bucket;
  }

  /** As the job's settings, but soon at an end where nobody answers. */
  private static Configuration hasty(Configuration hadoop) {
    Configuration hasty = new Configuration(hadoop);
    hasty.set("fs.s3a.attempts.maximum", "2");
    hasty.set("fs.s3a.retry.limit", "1");
    hasty.set("fs.s3a.retry.throttle.limit", "2");
    hasty.set("fs.s3a.connection.establish.timeout", "15s");
    // The first request is ours, whose answer says why it was refused.
    hasty.set("fs.s3a.bucket.probe", "0");
    return hasty;
  }

  /**
   * Checks that the lake can be read.
   *
   * @throws PipelineException if not: exit code 2, or 5 where the store does not answer
   */
  public void checkReadable() {
    checkPort();
    try (FileSystem files = FileSystem.newInstance(root().toUri(), hadoop)) {
      list(files);
    } catch (IOException e) {
      throw told(e);
    }
  }

  /**
   * Checks that the lake can be read and written, and that two writers cannot lose each other's
   * commits. Makes the lake's folder.
   *
   * @throws PipelineException if not: exit code 2, or 5 where the store does not answer
   */
  public void checkWritable() {
    checkPort();
    try (FileSystem files = FileSystem.newInstance(root().toUri(), hadoop)) {
      list(files);
      write(files);
    } catch (IOException e) {
      throw told(e);
    }
  }

  private Path root() {
    return new Path(lake.text());
  }

  /** A dead server is found here at once; a request to it is tried again for minutes. */
  private void checkPort() {
    Optional<URI> endpoint = endpoint();
    boolean proxied = !hadoop.getTrimmed("fs.s3a.proxy.host", "").isEmpty();
    if (endpoint.isEmpty() || proxied) {
      return;
    }
    String host = endpoint.get().getHost();
    int port = endpoint.get().getPort();
    if (port < 0) {
      port = "http".equals(endpoint.get().getScheme()) ? 80 : 443;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    } catch (IOException e) {
      throw PipelineException.outsideWorld(
          "Cannot reach the lake " + lake.text(),
          "nobody answers at " + endpoint.get() + " (" + e.getClass().getSimpleName() + ")",
          "Check that the server runs and AWS_ENDPOINT_URL, and try again",
          e);
    }
  }

  /** Where the server is, if it was set. */
  private Optional<URI> endpoint() {
    String general = hadoop.getTrimmed("fs.s3a.endpoint", "");
    String text = hadoop.getTrimmed("fs.s3a.bucket." + bucket + ".endpoint", general);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    boolean encrypted = hadoop.getBoolean("fs.s3a.connection.ssl.enabled", true);
    String address = text.contains("://") ? text : (encrypted ? "https://" : "http://") + text;
    try {
      return Optional.of(URI.create(address)).filter(uri -> uri.getHost() != null);
    } catch (IllegalArgumentException e) {
      throw PipelineException.userMistake(
          "Cannot use the lake " + lake.text(),
          "the server's address '" + text + "' is none",
          "Write AWS_ENDPOINT_URL as http://host:port");
    }
  }

  private void list(FileSystem files) throws IOException {
    try {
      files.listStatusIterator(root()).hasNext();
    } catch (FileNotFoundException e) {
      return; // A new lake.
    }
  }

  private void write(FileSystem files) throws IOException {
    Path probe = new Path(root(), "_candlelake-probe-" + UUID.randomUUID());
    byte[] content = "to be removed".getBytes(StandardCharsets.UTF_8);
    ConditionalLogStore.createNew(files, probe, content);
    boolean honoured = false;
    try {
      ConditionalLogStore.createNew(files, probe, content);
    } catch (RemoteFileChangedException e) {
      honoured = true;
    }
    files.delete(probe, false);
    if (!honoured && needsCondition()) {
      throw PipelineException.userMistake(
          "Cannot write safely to the lake " + lake.text(),
          "the server ignores If-None-Match, so of two programs that write at once one would lose"
              + " its commits",
          "Use a server that honours it; or see to it that only one program writes at a time and"
              + " set "
              + S3Settings.LOG_STORE
              + "=io.delta.storage.S3SingleDriverLogStore (docs/s3.md)");
    }
  }

  private boolean needsCondition() {
    String property = S3Settings.LOG_STORE;
    return hadoop.get(property, "").equals(ConditionalLogStore.class.getName());
  }

  private PipelineException told(IOException failure) {
    String problem = "Cannot use the lake " + lake.text();
    String reason = reason(failure);
    if (failure instanceof UnknownStoreException) {
      return PipelineException.userMistake(
          problem,
          "there is no bucket " + bucket + where(),
          "Make the bucket, or check --lake and AWS_ENDPOINT_URL");
    }
    if (lacksCredentials(failure)) {
      return PipelineException.userMistake(
          problem,
          "no credentials were found, neither in the environment nor by a profile or role",
          "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; docs/s3.md tells the other ways");
    }
    if (failure instanceof AccessDeniedException) {
      boolean wrongKey = reason.matches("(InvalidAccessKeyId|SignatureDoesNotMatch).*");
      return PipelineException.userMistake(
          problem,
          reason,
          wrongKey
              ? REMEDY_KEYS
              : "Ask for the right to list, read, write and delete in this folder of the bucket");
    }
    if (failure instanceof AWSUnsupportedFeatureException) {
      return PipelineException.userMistake(
          problem, "the server refuses to write: " + reason, "Choose a lake that can be written");
    }
    if (failure instanceof AWSRedirectException || failure instanceof AWSBadRequestException) {
      return PipelineException.userMistake(
          problem, reason, "Check AWS_REGION and the credentials (docs/s3.md)");
    }
    return PipelineException.outsideWorld(
        problem, reason, "Check the network" + where() + " and try again", failure);
  }

  private String where() {
    return endpoint().map(uri -> " at " + uri).orElse("");
  }

  private static boolean lacksCredentials(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoAuthWithAWSException) {
        return true;
      }
    }
    return false;
  }

  /** What the server said, else what the failure says; one line. */
  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AwsServiceException said && said.awsErrorDetails() != null) {
        return said.awsErrorDetails().errorCode()
            + ", status "
            + said.statusCode()
            + ": "
            + said.awsErrorDetails().errorMessage().replaceFirst("\\.$", "");
      }
    }
    return failure.getClass().getSimpleName()
        + " "
        + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * What a failure in the middle of a job means to the user, where it came from S3; empty where it
   * did not. Failures on executors come as text only.
   */
  static Optional<PipelineException> failure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = cause.toString();
      if (text.contains("software.amazon.awssdk") || text.contains("org.apache.hadoop.fs.s3a")) {
        return Optional.of(
            PipelineException.outsideWorld(
                "Cannot go on",
                "S3 failed: " + reason(cause),
                "Mend it and start again: what was committed stays, nothing is half-written",
                failure));
      }
    }
    return Optional.empty();
  }
}
