package io.candlelake.exchanges.archive;

import static java.util.Objects.requireNonNull;

import io.candlelake.common.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Downloads archives by HTTP into a folder, each by a part file and an atomic rename, with the
 * checksum file beside it where the server has one. A file whose checksum is unchanged is not
 * brought again.
 */
public final class Download {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;

  private final Path folder;
  private final FileSystem fileSystem;
  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /**
   * @param folder where to, on any file system that Hadoop knows
   */
  public Download(String folder, Configuration hadoop) throws IOException {
    this.folder = new Path(requireNonNull(folder, "folder is null"));
    this.fileSystem = this.folder.getFileSystem(hadoop);
  }

  /**
   * Brings the file.
   *
   * @return where it lies now
   * @throws IOException when the server does not give it whole
   */
  public String bring(URI address) throws IOException {
    Path file = new Path(folder, address.getHost() + address.getPath());
    Path checksumFile = new Path(file + ArchiveInspector.CHECKSUM);
    Optional<byte[]> checksum = text(URI.create(address + ArchiveInspector.CHECKSUM));
    boolean unchanged =
        checksum.isPresent()
            && fileSystem.exists(file)
            && fileSystem.exists(checksumFile)
            && same(checksumFile, checksum.get());
    if (unchanged) {
      return file.toString();
    }
    // The old checksum goes first: killed from here on, the file is downloaded again.
    fileSystem.delete(checksumFile, false);
    HttpResponse<InputStream> answer = get(address);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != OK) {
        throw new IOException("HTTP status " + answer.statusCode());
      }
      long expected = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
      String sha256 = keep(body, expected, file);
      String promised = checksum.map(Checksum::of).orElse(sha256);
      if (!sha256.equals(promised)) {
        fileSystem.delete(file, false);
        throw new IOException(
            "its checksum is "
                + sha256
                + ", its "
                + ArchiveInspector.CHECKSUM
                + " says "
                + promised);
      }
    }
    if (checksum.isPresent()) {
      keep(new ByteArrayInputStream(checksum.get()), checksum.get().length, checksumFile);
    }
    return file.toString();
  }

  /** Writes the file and returns its checksum. */
  private String keep(InputStream body, long expected, Path file) throws IOException {
    Path part = new Path(file.getParent(), "." + file.getName() + ".part");
    DigestInputStream digested = new DigestInputStream(body, Sha256.digest());
    try (FSDataOutputStream out = fileSystem.create(part, true)) {
      long length = digested.transferTo(out);
      if (expected >= 0 && length != expected) {
        throw new IOException(length + " bytes came of " + expected);
      }
    }
    rename(part, file);
    return Checksum.hex(digested.getMessageDigest());
  }

  private void rename(Path part, Path file) throws IOException {
    fileSystem.delete(file, false);
    if (!fileSystem.rename(part, file)) {
      throw new IOException("cannot rename " + part + " to " + file);
    }
  }

  /** A small file, if the server has it. */
  private Optional<byte[]> text(URI address) throws IOException {
    HttpResponse<InputStream> answer = get(address);
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == NOT_FOUND || answer.statusCode() == FORBIDDEN) {
        return Optional.empty();
      }
      if (answer.statusCode() != OK) {
        throw new IOException("HTTP status " + answer.statusCode() + " for " + address);
      }
      return Optional.of(body.readAllBytes());
    }
  }

  private boolean same(Path file, byte[] text) throws IOException {
    try (InputStream in = fileSystem.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .equals(new String(text, StandardCharsets.UTF_8));
    }
  }

  private HttpResponse<InputStream> get(URI address) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER).build();
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
