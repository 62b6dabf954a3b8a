/** The stage {@code quality}: compares what the lake holds with itself and says what disagrees. */
package io.candlelake.jobs.quality;
