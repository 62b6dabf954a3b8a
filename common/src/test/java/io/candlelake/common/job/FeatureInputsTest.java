package io.candlelake.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.candlelake.common.indicator.IntrabarSource;
import io.candlelake.common.table.Tables;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FeatureInputsTest {
  @Test
  void everySourceHasItsTable() {
    assertThat(FeatureInputs.table(IntrabarSource.ORDER_BOOKS)).isEqualTo(Tables.ORDER_BOOKS);
    assertThat(FeatureInputs.table(IntrabarSource.MARKET_TRADES)).isEqualTo(Tables.MARKET_TRADES);
    assertThat(FeatureInputs.TABLES)
        .containsAll(Arrays.stream(IntrabarSource.values()).map(FeatureInputs::table).toList());
  }
}
