package io.candlelake.exchanges.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1704067200",
        "1704067200.0",
        "1704067200000",
        "1704067200000000",
        "1704067200000000000",
        "2024-01-01",
        "2024-01-01 00:00:00",
        "2024-01-01T00:00",
        "2024-01-01T00:00:00Z",
        "2024-01-01 00:00:00 UTC",
        "2024-01-01 00:00:00+00:00",
        "2023-12-31T19:00:00-05:00",
        "2024-01-01 00:00:00+00",
        "2024-01-01 01:00:00.000000+0100",
        "2024-01-01T00:00:00.000Z",
        "2024-01-01 00",
        "2024/01/01 00:00",
        "01.01.2024 00:00:00.000",
        "01.01.2024 02:00:00.000 GMT+0200",
        "20240101",
        "20240101 00:00:00",
        "1704067200.0"
      })
  void aTimeIsReadInAnyCommonSpelling(String text) throws Exception {
    assertThat(CellReader.time(text)).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2024-13-01", "-", ".", "99999999999999999999999"})
  void whatIsNoTimeIsSaid(String text) {
    assertThatThrownBy(() -> CellReader.time(text))
        .isInstanceOf(CellReader.Unreadable.class)
        .hasMessage("time '" + text + "' is not a time");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,0.1",
    "46656.010000000000000001,46656.010000000000000001",
    "1e-8,0.00000001",
    "12345678901234567890,12345678901234567890",
    "0.0000000000000000015,0.000000000000000002"
  })
  void aPriceIsKeptExactToEighteenPlaces(String text, BigDecimal value) throws Exception {
    assertThat(CellReader.decimal("open", text)).isEqualByComparingTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "'42,000.5',is not a number: it has a decimal comma or thousands separators",
    "'42000,5',is not a number: it has a decimal comma or thousands separators",
    "1.2K,is not a number",
    "inf,is not a number",
    "1.2.3,is not a number",
    "123456789012345678901,is out of range",
    "1e999999999,is out of range",
    "1e-999999999,is out of range"
  })
  void whatIsNoPriceIsSaid(String text, String why) {
    assertThatThrownBy(() -> CellReader.decimal("open", text))
        .isInstanceOf(CellReader.Unreadable.class)
        .hasMessage("open '" + text + "' " + why);
  }

  @Test
  void anEmptyPriceIsUnknownNotMalformed() throws Exception {
    for (String empty : new String[] {"", "null", "NaN", "None", "N/A"}) {
      assertThat(CellReader.decimal("open", empty)).isNull();
    }
    assertThat(CellReader.decimal("open", Double.NaN)).isNull();
    assertThat(CellReader.decimal("open", 0.1)).isEqualByComparingTo("0.1");
    assertThat(CellReader.count("trades", "203.0")).isEqualTo(203);
  }
}
