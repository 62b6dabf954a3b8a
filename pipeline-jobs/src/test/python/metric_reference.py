"""Expected numbers for the tests of io.candlelake.common.metric, from scikit-learn, SciPy and NumPy.

Makes pipeline-jobs/src/test/resources/metric-reference.json:

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
    /tmp/venv/bin/python pipeline-jobs/src/test/python/metric_reference.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import calibration, metrics

rng = np.random.default_rng(20260101)


def scored(rows, decimals):
    """Probabilities rounded (so that some tie) and outcomes that follow them loosely."""
    probability = np.round(np.clip(rng.beta(4, 4, rows), 0.001, 0.999), decimals)
    outcome = rng.random(rows) < 0.3 + 0.4 * probability
    said = probability > 0.5
    share = outcome.mean()
    brier = metrics.brier_score_loss(outcome, probability)
    base = metrics.brier_score_loss(outcome, np.full(rows, share))
    case = {
        "probability": probability.tolist(),
        "outcome": outcome.tolist(),
        "roc_auc": metrics.roc_auc_score(outcome, probability),
        "average_precision": metrics.average_precision_score(outcome, probability),
        "log_loss": metrics.log_loss(outcome, probability),
        "brier": brier,
        "brier_skill": 1 - brier / base,
        "precision": metrics.precision_score(outcome, said),
        "recall": metrics.recall_score(outcome, said),
        "f1": metrics.f1_score(outcome, said),
        "accuracy": metrics.accuracy_score(outcome, said),
        "balanced_accuracy": metrics.balanced_accuracy_score(outcome, said),
        "mcc": metrics.matthews_corrcoef(outcome, said),
    }
    if len(set(probability)) == rows and rows % 10 == 0:
        share_up, mean_probability = calibration.calibration_curve(
            outcome, probability, n_bins=10, strategy="quantile"
        )
        case["calibration_share"] = share_up.tolist()
        case["calibration_mean"] = mean_probability.tolist()
        case["ece"] = float(np.abs(share_up - mean_probability).mean())
    return case


def correlated(rows, decimals):
    x = np.round(rng.normal(size=rows), decimals)
    y = np.round(0.3 * x + rng.normal(size=rows), decimals)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "pearson": stats.pearsonr(x, y).statistic,
        "spearman": stats.spearmanr(x, y).statistic,
        "ranks": stats.rankdata(x).tolist(),
    }


def weekly(weeks, signals_a_week, accuracy):
    """Weekly sums whose weeks differ, and NumPy's own bootstrap of the share over many resamples."""
    count = rng.poisson(signals_a_week, weeks)
    right = rng.binomial(count, np.clip(rng.normal(accuracy, 0.1, weeks), 0, 1))
    some = count > 0
    drawn = rng.integers(0, some.sum(), size=(200_000, some.sum()))
    shares = right[some][drawn].sum(axis=1) / count[some][drawn].sum(axis=1)
    low, high = np.percentile(shares, [2.5, 97.5])
    return {
        "right": right.tolist(),
        "count": count.tolist(),
        "low": low,
        "high": high,
    }


reference = {
    "made_by": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}",
    "scored": [scored(500, 6), scored(400, 2), scored(37, 1)],
    "correlated": [correlated(16, 6), correlated(40, 0)],
    "weekly": [weekly(120, 60, 0.62), weekly(30, 3, 0.55)],
}
target = pathlib.Path(__file__).parent.parent / "resources" / "metric-reference.json"
target.write_text(json.dumps(reference) + "\n")
