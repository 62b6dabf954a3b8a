/** The training half of stage 5: walk-forward models, calibration, out-of-sample predictions. */
package io.candlelake.jobs.train;
