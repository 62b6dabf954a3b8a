/** From calibrated predictions to decisions: enter or exit, which side, size and risk. */
package io.candlelake.jobs.signals;
