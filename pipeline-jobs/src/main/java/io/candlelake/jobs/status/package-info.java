/** What the lake holds, told on the console. */
package io.candlelake.jobs.status;
