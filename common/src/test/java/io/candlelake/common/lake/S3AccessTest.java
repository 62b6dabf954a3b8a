package io.candlelake.common.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.candlelake.common.ExitCode;
import io.candlelake.common.PipelineException;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class S3AccessTest {
  private static final String LAKE = "s3a://bucket/lake";
  private static final String FOLDER = "/bucket/lake/";
  private static final Set<String> CHANGES = Set.of("PUT", "POST", "DELETE");

  private final FakeS3 s3 = new FakeS3();
  private final Configuration settings = s3.configuration();

  @AfterEach
  void stop() {
    s3.close();
  }

  @Test
  void aLakeThatCanBeWrittenGetsItsFolderAndNothingMore() {
    access(LAKE).checkWritable();
    assertThat(s3.objects).containsOnlyKeys(FOLDER);
  }

  @Test
  void aWrongKeyIsTheUsersMistake() {
    s3.refuse(method -> true, 403, "InvalidAccessKeyId");
    told(access(LAKE)::checkReadable, ExitCode.USER_MISTAKE)
        .hasMessage(
            "Cannot use the lake s3a://bucket/lake: InvalidAccessKeyId, status 403: as the test"
                + " wants. Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile or"
                + " role that stands for them.");
  }

  @Test
  void noKeyAtAllIsTheUsersMistake() {
    settings.unset("fs.s3a.access.key");
    settings.unset("fs.s3a.secret.key");
    settings.set(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    told(access(LAKE)::checkReadable, ExitCode.USER_MISTAKE)
        .hasMessage(
            "Cannot use the lake s3a://bucket/lake: no credentials were found, neither in the"
                + " environment nor by a profile or role. Set AWS_ACCESS_KEY_ID and"
                + " AWS_SECRET_ACCESS_KEY; docs/s3.md tells the other ways.");
  }

  @Test
  void aMissingBucketIsTheUsersMistake() {
    s3.refuse(method -> true, 404, "NoSuchBucket");
    told(access(LAKE)::checkReadable, ExitCode.USER_MISTAKE)
        .hasMessage(
            "Cannot use the lake s3a://bucket/lake: there is no bucket bucket at "
                + s3.address()
                + ". Make the bucket, or check --lake and AWS_ENDPOINT_URL.");
  }

  @Test
  void whoMayOnlyReadCanLookButNotWrite() {
    s3.refuse(CHANGES::contains, 403, "AccessDenied");
    access(LAKE).checkReadable();
    told(access(LAKE)::checkWritable, ExitCode.USER_MISTAKE)
        .hasMessage(
            "Cannot use the lake s3a://bucket/lake: AccessDenied, status 403: as the test wants."
                + " Ask for the right to list, read, write and delete in this folder of the"
                + " bucket.");
    assertThat(s3.objects).isEmpty();
  }

  @Test
  void aServerThatIsOutOfOrderIsWorthARetry() {
    s3.refuse(method -> true, 503, "SlowDown");
    told(access(LAKE)::checkReadable, ExitCode.OUTSIDE_WORLD)
        .hasMessageStartingWith("Cannot use the lake s3a://bucket/lake: SlowDown, status 503")
        .hasMessageEndingWith("Check the network at " + s3.address() + " and try again.");
  }

  @Test
  void aDeadServerIsFoundBeforeItIsAsked() {
    s3.close();
    told(access(LAKE)::checkWritable, ExitCode.OUTSIDE_WORLD)
        .hasMessage(
            "Cannot reach the lake s3a://bucket/lake: nobody answers at "
                + s3.address()
                + " (ConnectException). Check that the server runs and AWS_ENDPOINT_URL, and try"
                + " again.");
  }

  @Test
  void aServerThatWouldLoseCommitsIsRefusedUnlessTheUserKeepsToOneWriter() {
    s3.ignoreConditions();
    settings.set(S3Settings.LOG_STORE, ConditionalLogStore.class.getName());
    told(access(LAKE)::checkWritable, ExitCode.USER_MISTAKE)
        .hasMessageContaining("the server ignores If-None-Match")
        .hasMessageContaining(
            "set spark.delta.logStore.s3a.impl=io.delta.storage.S3SingleDriverLogStore");
    assertThat(s3.objects).containsOnlyKeys(FOLDER);

    settings.set(S3Settings.LOG_STORE, "io.delta.storage.S3SingleDriverLogStore");
    access(LAKE).checkWritable();
    assertThat(s3.objects).containsOnlyKeys(FOLDER);
  }

  @Test
  void addressesThatNameNoBucketOfS3aAreMended() {
    told(() -> access("s3://bucket/lake"), ExitCode.USER_MISTAKE)
        .hasMessageEndingWith("Write --lake s3a://bucket/lake.");
    told(() -> access("s3a:///lake"), ExitCode.USER_MISTAKE)
        .hasMessageEndingWith("Write --lake s3a://BUCKET/FOLDER.");
  }

  @Test
  void aFailureOfTheStoreInTheMiddleOfAJobIsNoBugOfOurs() {
    RuntimeException ofATask =
        new IllegalStateException(
            "Job aborted: org.apache.hadoop.fs.s3a.AWSClientIOException: put on lake: timeout");
    assertThat(S3Access.failure(ofATask))
        .get(InstanceOfAssertFactories.throwable(PipelineException.class))
        .hasMessageStartingWith("Cannot go on: S3 failed: ")
        .extracting(PipelineException::exitCode)
        .isEqualTo(ExitCode.OUTSIDE_WORLD);
    assertThat(S3Access.failure(new IllegalStateException(new IOException("disk full")))).isEmpty();
  }

  private S3Access access(String lake) {
    return new S3Access(new StorePath(lake), settings);
  }

  private static AbstractThrowableAssert<?, ?> told(ThrowingCallable check, ExitCode exitCode) {
    return assertThatThrownBy(check)
        .isInstanceOfSatisfying(
            PipelineException.class, told -> assertThat(told.exitCode()).isEqualTo(exitCode))
        .hasMessageNotContaining("wJalrXUtnFEMI");
  }
}
