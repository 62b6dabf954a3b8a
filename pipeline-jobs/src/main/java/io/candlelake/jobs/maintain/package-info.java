/** Keeps the lake in shape: small files are put together. */
package io.candlelake.jobs.maintain;
