/** Prints what the lake holds. */
package io.candlelake.jobs.status;
