/** Measures signals and models honestly, from out-of-sample predictions only. */
package io.candlelake.jobs.evaluate;
