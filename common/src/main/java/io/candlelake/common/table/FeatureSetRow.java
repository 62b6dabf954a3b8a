package io.candlelake.common.table;

/**
 * A row of {@link Tables#FEATURE_SETS}.
 *
 * @param parameters JSON
 */
public record FeatureSetRow(
    String featureSet,
    int position,
    String feature,
    String indicator,
    String parameters,
    String interval,
    int warmUpBars,
    int version) {
  public static final RowCodec<FeatureSetRow> CODEC =
      RowCodec.of(FeatureSetRow.class, Tables.FEATURE_SETS);
}
