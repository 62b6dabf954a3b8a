package io.candlelake.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
  @TempDir Path folder;

  @Test
  void numbersForPeople() {
    assertThat(Show.percent(0.6287, 1)).isEqualTo("62.9%");
    assertThat(Show.percent(0.6, 0)).isEqualTo("60%");
    assertThat(Show.signedPercent(0.0874, 1)).isEqualTo("+8.7%");
    assertThat(Show.signedPercent(-0.0874, 1)).isEqualTo("\u22128.7%");
    assertThat(Show.percent(-0.0001, 1)).isEqualTo("0.0%");
    assertThat(Show.money(1234567.8)).isEqualTo("1,234,568");
    assertThat(Show.money(-12.344)).isEqualTo("\u221212.34");
    assertThat(Show.price(0.00001234)).isEqualTo("0.00001234");
    assertThat(Show.bytes(3_254_779_904L)).isEqualTo("3.03 GiB");
  }

  @Test
  void almostAllIsNotAll() {
    assertThat(Show.share(0.9999999)).isEqualTo("99.999%");
    assertThat(Show.share(1)).isEqualTo("100.000%");
  }

  @Test
  void heatStepsBySize() {
    assertThat(MoneySections.heat(Optional.of(0.104)).tone()).isEqualTo("up4");
    assertThat(MoneySections.heat(Optional.of(-0.031)).tone()).isEqualTo("down3");
    assertThat(MoneySections.heat(Optional.of(0.001)).tone()).isEqualTo("up1");
    assertThat(MoneySections.heat(Optional.of(0.0)).tone()).isEmpty();
    assertThat(MoneySections.heat(Optional.empty()).text()).isEmpty();
  }

  @Test
  void peakMemoryIsTheKernelsWhereItTells() throws Exception {
    Path status = folder.resolve("status");
    Files.writeString(status, "Name:\tjava\nVmHWM:\t  123456 kB\n");
    assertThat(PeakMemory.measure(status))
        .isEqualTo(new PeakMemory(123_456L * 1024, "resident memory of the driver"));
    PeakMemory heap = PeakMemory.measure(folder.resolve("none"));
    assertThat(heap.kind()).isEqualTo("heap of the driver");
    assertThat(heap.bytes()).isPositive();
  }
}
