/**
 * Real time: collectors write what exchanges stream to the spool; the sink takes its segments to
 * bronze and silver. Either half may be killed at any time, and runs without the other.
 */
package io.candlelake.jobs.ingest.stream;
