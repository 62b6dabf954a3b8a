package io.candlelake.jobs.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The most memory this process has held so far.
 *
 * @param kind what was measured, for people
 */
record PeakMemory(long bytes, String kind) {
  private static final String RESIDENT_PEAK = "VmHWM:";

  /** Resident memory where the system tells it (Linux), else the heap's pools at their peaks. */
  static PeakMemory measure() {
    return measure(Path.of("/proc/self/status"));
  }

  static PeakMemory measure(Path processStatus) {
    if (!Files.isReadable(processStatus)) {
      return heap();
    }
    try {
      return Files.readAllLines(processStatus).stream()
          .filter(line -> line.startsWith(RESIDENT_PEAK))
          .findFirst()
          .map(PeakMemory::resident)
          .orElseGet(PeakMemory::heap);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PeakMemory resident(String line) {
    List<String> words = List.of(line.split("\\s+"));
    return new PeakMemory(Long.parseLong(words.get(1)) * 1024, "resident memory of the driver");
  }

  private static PeakMemory heap() {
    long bytes =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    return new PeakMemory(bytes, "heap of the driver");
  }
}
