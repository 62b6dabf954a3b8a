/**
 * The same pipeline where teams run it: on a cluster, on a lake in S3. Each test starts the real
 * thing as child processes and compares its trades with a run on this machine.
 */
package io.candlelake.deployment;
