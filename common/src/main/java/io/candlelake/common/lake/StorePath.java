package io.candlelake.common.lake;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where files lie: a folder of this machine, or an address of a store such as {@code
 * s3a://bucket/lake}.
 *
 * @param text as the user wrote it
 */
public record StorePath(String text) {
  private static final String FILE = "file:/";

  public StorePath {
    requireNonNull(text, "text is null");
  }

  /** Whether this is a folder of this machine. */
  public boolean isLocal() {
    return !text.contains(":/") || text.startsWith(FILE);
  }

  /** Whether this is a bucket of S3, or a folder in one, under whatever spelling. */
  public boolean isS3() {
    return text.startsWith("s3a:/") || text.startsWith("s3:/") || text.startsWith("s3n:/");
  }

  /** The folder of this machine, absolute. */
  public Path local() {
    if (!isLocal()) {
      throw new IllegalStateException(text + " is no folder of this machine");
    }
    Path path = text.startsWith(FILE) ? Path.of(URI.create(text)) : Path.of(text);
    return path.toAbsolutePath().normalize();
  }

  /** The same place told without regard to the working folder. */
  public String absolute() {
    return text.contains(":/") ? text : local().toString();
  }
}
