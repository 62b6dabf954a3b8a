package io.candlelake.jobs.train;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.candlelake.common.config.Config;
import io.candlelake.common.config.ConfigReader;
import io.candlelake.common.config.ConfigWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.classification.GBTClassificationModel;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ModelsTest {
  private static final Market EDGE = new Market(List.of("BTC-USDT"), 75, 3);

  /** Small settings of each model, for these tests. */
  private static final Map<Class<? extends Model>, Model> SMALL =
      Map.of(
          XgboostModel.class, new XgboostModel(5, 3, 0.3, 1, 1, 5, 1, 64),
          LogisticRegressionModel.class, new LogisticRegressionModel(0.01, 5, 100),
          RandomForestModel.class, new RandomForestModel(8, 3, 20, 0.5),
          GradientBoostedTreesModel.class, new GradientBoostedTreesModel(3, 2, 0.1, 20, 0.7));

  @Test
  void everyModelIsTestedHereAndSaysItsLibrary() {
    assertThat(SMALL.keySet()).containsExactlyInAnyOrderElementsOf(Models.ALL.all());
    for (String name : Models.ALL.names()) {
      assertThat(Models.named(name).library()).as(name).isNotEmpty();
      assertThat(Models.named(name).name()).isEqualTo(name);
    }
    assertThatThrownBy(() -> Models.named("oracle")).hasMessage("no model oracle");
  }

  @Test
  void everyModelFindsThePlantedEdge() {
    SMALL.forEach(
        (type, model) -> {
          Config config = config(model);
          String algorithm = model.name();
          List<String> reported = new ArrayList<>();
          List<Fold> folds = WalkForward.schedule(EDGE.features(), config);
          WalkForward walk =
              WalkForward.run(
                  EDGE.features(),
                  EDGE.labels(),
                  folds,
                  config,
                  (done, total, what) -> reported.add(done + "/" + total + " " + what));
          assertThat(walk.fits()).as(algorithm).allMatch(Fit::isFitted);
          assertThat(reported).containsExactly("0/1 models", "1/1 models");
          Dataset<Row> scores = walk.scores().withColumn("task", lit(0));
          String tested = TestScores.of(scores, EDGE.labels(), 1, config).get(0);
          double auc = Double.parseDouble(tested.replaceAll(".*roc_auc\":([0-9.]+).*", "$1"));
          assertThat(auc).as(algorithm).isGreaterThan(0.65);
        });
  }

  @Test
  void ourTreesSayWhatMllibsSay() {
    Dataset<Row> rows = trainingRows().cache();
    RandomForestClassificationModel mllibForest =
        new RandomForestModel(5, 4, 10, 0.5).fitWithMllib(rows, 17);
    assertSame(mllibForest, RandomForestModel.flatten(mllibForest), rows);

    GBTClassificationModel mllibTrees =
        new GradientBoostedTreesModel(3, 3, 0.1, 10, 0.7).fitWithMllib(rows, 17);
    assertSame(mllibTrees, GradientBoostedTreesModel.flatten(mllibTrees), rows);
    rows.unpersist();
  }

  @Test
  void aLinearModelIsItsFormula() {
    LinearScorer scorer =
        new LinearScorer(
            new double[] {1, 10}, new double[] {2, 5}, 3, new double[] {0.5, -0.25}, 0.1);
    // By hand: z = (2, -3 cut from -4), margin = 0.1 + 1 + 0.75; logistic of 1.85.
    double[] scores = scorer.score(new float[][] {{5, -10}});
    assertThat(scores[0]).isCloseTo(0.8641271, within(1e-7));
    assertThat(LinearScorer.fromBytes(scorer.toBytes()).score(new float[][] {{5, -10}}))
        .isEqualTo(scores);
  }

  @Test
  void xgboostGivesTheSameBytesAndScoresForTheSameRows() {
    XgboostModel model = new XgboostModel(5, 5, 0.04, 0.7, 0.5, 100, 5, 64);
    TrainingRows rows = new TrainingRows(2, 10_000);
    for (int i = 0; i < 3000; i++) {
      float[] vector = {i % 97, (i * 31) % 101};
      if (vector[0] > 48) {
        rows.addRise(vector);
      } else {
        rows.addFall(vector);
      }
    }
    byte[] artifact = model.fit(rows, 17);
    assertThat(model.fit(rows, 17)).isEqualTo(artifact);
    assertThat(model.fit(rows, 18)).isNotEqualTo(artifact);
    try (Scorer scorer = model.scorer(artifact)) {
      double[] both = scorer.score(new float[][] {{90, 3}, {5, 3}});
      assertThat(both[0]).isGreaterThan(0.5);
      assertThat(both[1]).isLessThan(0.5);
      assertThat(scorer.score(new float[][] {{90, 3}})[0]).isEqualTo(both[0]);
    }
  }

  @Test
  void vectorsOfDifferentLengthsAreOurBug() {
    TrainingRows rows = new TrainingRows(2, 10_000);
    assertThatThrownBy(() -> rows.addRise(new float[3]))
        .hasMessage("a vector of 3 values among vectors of 2");
  }

  private static void assertSame(
      ProbabilisticClassificationModel<Vector, ?> mllib, TreesScorer ours, Dataset<Row> rows) {
    TreesScorer restored = TreesScorer.fromBytes(ours.toBytes());
    assertThat(restored.trees().get(0).feature().length).isGreaterThan(1);
    for (Row row : rows.select("vector").limit(300).collectAsList()) {
      float[] vector = new float[row.getList(0).size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = row.<Float>getList(0).get(i);
      }
      double[] wide = new double[vector.length];
      Arrays.setAll(wide, i -> vector[i]);
      double expected = mllib.predictProbability(Vectors.dense(wide)).apply(1);
      assertThat(restored.score(new float[][] {vector})[0]).isCloseTo(expected, within(1e-12));
    }
  }

  private static Dataset<Row> trainingRows() {
    Config config = config(SMALL.get(RandomForestModel.class));
    return TrainingSet.candidates(EDGE.features(), EDGE.labels(), config)
        .repartition(1)
        .sortWithinPartitions("close_time", "pair")
        .select(col("rise").cast("double"), col("vector"));
  }

  private static Config config(Model model) {
    Map<String, String> settings = new HashMap<>();
    settings.put(
        "train.model", "{" + model.name() + ": " + ConfigWriter.settings((Record) model) + "}");
    settings.put("train.window-months", "2");
    settings.put("train.test-months", "1");
    settings.put("train.thin-bars", "1");
    return ConfigReader.read(Optional.empty(), settings);
  }
}
