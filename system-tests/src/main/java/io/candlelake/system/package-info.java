/**
 * The same pipeline where teams run it: on a cluster, on a lake in S3, and under faults and kills.
 * Each test starts the real thing as child processes; {@link io.candlelake.system.Soak} is a
 * program of its own.
 */
package io.candlelake.system;
